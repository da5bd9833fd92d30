using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// One mapping of the configuration file. Each read names a key, so that <see cref="RefuseUnknownKeys"/> knows the rest;
/// what is wrong goes on a list, with its line and path, and the default is used meanwhile.
/// </summary>
internal sealed class YamlSection(YamlMappingNode? node, string path, string file, List<ConfigurationError> errors)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => node?.Children.Keys.OfType<YamlScalarNode>().Select(static key => key.Value ?? string.Empty) ?? [];

    public string? Text(string key)
    {
        switch (Child(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } text } when !string.IsNullOrWhiteSpace(text):
                return text.Trim();
            case YamlScalarNode:
                return null;
            case { } other:
                Error(other, key, $"a {Kind(other)} was found; a single value is needed");
                return null;
        }
    }

    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Durations.TryParse(text, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Error(key, $"\"{text}\" was found; a duration from {Durations.Format(least)} to {Durations.Format(most)} is needed, such as {Durations.Format(otherwise)}");
        return otherwise;
    }

    public int Days(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Durations.TryParse(text, out var duration)
            && duration.Ticks % TimeSpan.TicksPerDay == 0
            && duration.TotalDays >= least
            && duration.TotalDays <= most)
        {
            return (int)duration.TotalDays;
        }

        Error(key, $"\"{text}\" was found; whole days from {least}d to {most}d are needed, such as {otherwise}d");
        return otherwise;
    }

    public int Integer(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error(key, $"\"{text}\" was found; a whole number from {least} to {most} is needed, such as {otherwise}");
        return otherwise;
    }

    public decimal? Number(string key, decimal least, decimal most)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error(key, $"\"{text}\" was found; a number from {least} to {most} is needed");
        return null;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Error(key, $"\"{text}\" was found; true or false is needed");
        return otherwise;
    }

    /// <summary>A list of single values, or null where the key is not there.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        switch (Child(key))
        {
            case null:
            case YamlScalarNode { Value: null or "" or "~" or "null" }:
                return null;
            case YamlSequenceNode list when list.All(static item => item is YamlScalarNode { Value: { } text } && !string.IsNullOrWhiteSpace(text)):
                return [.. list.Select(static item => ((YamlScalarNode)item).Value!.Trim())];
            case { } other:
                Error(other, key, $"{(other is YamlSequenceNode ? "a list with something else in it" : $"a {Kind(other)}")} was found; a list of single values is needed, such as [a, b]");
                return null;
        }
    }

    public YamlSection Section(string key)
    {
        var child = Child(key);
        if (child is not (null or YamlMappingNode or YamlScalarNode { Value: null or "" or "~" or "null" }))
        {
            Error(child, key, $"a {Kind(child)} was found; keys with values are needed below it");
        }

        return new YamlSection(child as YamlMappingNode, Join(key), file, errors);
    }

    /// <summary>A list of mappings; empty where the key is not there.</summary>
    public IReadOnlyList<YamlSection> Sections(string key)
    {
        switch (Child(key))
        {
            case null:
            case YamlScalarNode { Value: null or "" or "~" or "null" }:
                return [];
            case YamlSequenceNode list when list.All(static item => item is YamlMappingNode):
                return [.. list.Select((item, index) => new YamlSection((YamlMappingNode)item, $"{Join(key)}[{index}]", file, errors))];
            case { } other:
                Error(other, key, $"{(other is YamlSequenceNode ? "a list with something else in it" : $"a {Kind(other)}")} was found; a list of entries is needed, each with keys and values");
                return [];
        }
    }

    public void Error(string key, string message) => Error(Child(key) ?? node, key, message);

    /// <summary>Refuses the keys that nobody read.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var key in node?.Children.Keys ?? [])
        {
            var name = (key as YamlScalarNode)?.Value ?? string.Empty;
            if (!_known.Contains(name))
            {
                Error(key, name, $"unknown key; allowed here: {string.Join(", ", _known)}");
            }
        }
    }

    private static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "section",
        YamlSequenceNode => "list",
        _ => "single value",
    };

    private void Error(YamlNode? at, string key, string message) =>
        errors.Add(new ConfigurationError(at is null ? $"{file}: {Join(key)}" : $"{file}:{at.Start.Line}: {Join(key)}", message));

    private YamlNode? Child(string key)
    {
        _known.Add(key);
        return node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
