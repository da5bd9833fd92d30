using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenAiSpend.Domain.Options;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// One mapping of the configuration file. Each read names a key, so that <see cref="RefuseUnknownKeys"/> knows the rest;
/// what is wrong goes on a list, with its line and path, and the default is used meanwhile.
/// </summary>
internal sealed class YamlSection(YamlMappingNode? node, string path, string file, List<ConfigurationError> errors)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The keys that are there, which are words: <see cref="YamlFile"/> lets no others pass.</summary>
    public IEnumerable<string> Keys => node?.Children.Keys.Select(static key => ((YamlScalarNode)key).Value!) ?? [];

    /// <summary>Whether a node is YAML's null, for which a key is as good as not there. In quotes it would be a text.</summary>
    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    public string? Text(string key)
    {
        var child = Child(key);
        if (child is not (null or YamlScalarNode))
        {
            Error(child, key, $"a {Kind(child)} was found; a single value is needed");
        }

        return child is YamlScalarNode { Value: { } text } && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    public TimeSpan Duration(string key, TimeSpan otherwise, OptionRange<TimeSpan> range) => Read<TimeSpan>(
        key,
        text => Durations.TryParse(text, out var duration) && range.Allows(duration) ? duration : null,
        $"a duration from {Durations.Format(range.Least)} to {Durations.Format(range.Most)} is needed, such as {Durations.Format(otherwise)}") ?? otherwise;

    public int Days(string key, int otherwise, OptionRange<int> range) => Read<int>(
        key,
        text => Durations.TryParse(text, out var duration) && duration.Ticks % TimeSpan.TicksPerDay == 0 && range.Allows(duration.Days) ? duration.Days : null,
        $"whole days from {range.Least}d to {range.Most}d are needed, such as {otherwise}d") ?? otherwise;

    public int Integer(string key, int otherwise, OptionRange<int> range) => Read<int>(
        key,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && range.Allows(number) ? number : null,
        $"a whole number from {range.Least} to {range.Most} is needed, such as {otherwise}") ?? otherwise;

    public decimal? Number(string key, OptionRange<decimal> range) => Read<decimal>(
        key,
        text => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && range.Allows(number) ? number : null,
        $"a number from {range.Least} to {range.Most} is needed, with a decimal point and no comma");

    public bool Flag(string key, bool otherwise) => Read<bool>(key, static text => bool.TryParse(text, out var flag) ? flag : null, "true or false is needed") ?? otherwise;

    /// <summary>A list of single values, each there once, or null where the key is not there.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        var child = Child(key);
        if (child is null)
        {
            return null;
        }

        if (child is not YamlSequenceNode list || !list.All(static item => item is YamlScalarNode { Value: { } text } && !IsNull(item) && !string.IsNullOrWhiteSpace(text)))
        {
            Error(child, key, $"{(child is YamlSequenceNode ? "a list with something else in it" : $"a {Kind(child)}")} was found; a list of single values is needed, such as [a, b]");
            return null;
        }

        string[] values = [.. list.Select(static item => ((YamlScalarNode)item).Value!.Trim())];
        if (values.GroupBy(static value => value).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            Error(child, key, $"\"{twice.Key}\" is there twice");
        }

        return values;
    }

    /// <summary>One single value or a list of them, each there once, or null where the key is not there.</summary>
    public IReadOnlyList<string>? TextOrTexts(string key) => Child(key) is not YamlScalarNode ? Texts(key) : Text(key) is { } text ? [text] : null;

    public YamlSection Section(string key)
    {
        var child = Child(key);
        if (child is not (null or YamlMappingNode))
        {
            Error(child, key, $"a {Kind(child)} was found; keys with values are needed below it");
        }

        return new YamlSection(child as YamlMappingNode, Join(key), file, errors);
    }

    /// <summary>A list of mappings; empty where the key is not there.</summary>
    public IReadOnlyList<YamlSection> Sections(string key)
    {
        var child = Child(key);
        if (child is YamlSequenceNode list && list.All(static item => item is YamlMappingNode))
        {
            return [.. list.Select((item, index) => new YamlSection((YamlMappingNode)item, $"{Join(key)}[{index}]", file, errors))];
        }

        if (child is not null)
        {
            Error(child, key, $"{(child is YamlSequenceNode ? "a list with something else in it" : $"a {Kind(child)}")} was found; a list of entries is needed, each with keys and values");
        }

        return [];
    }

    /// <summary>The sections as they were written, by their keys; what YAML reads the same is the same here.</summary>
    public ImmutableSortedDictionary<string, string> Written() =>
        Keys.ToImmutableSortedDictionary(static key => key, key => $"{Child(key)}", StringComparer.Ordinal);

    /// <summary>A section without keys, in the place of this one.</summary>
    public YamlSection Nothing() => new(null, path, file, errors);

    /// <summary>Says what is wrong with a key, or with the variable or flag that goes before it.</summary>
    public void Error(string key, string message, string? variable = null)
    {
        if (variable is null)
        {
            Error(Child(key) ?? node, key, message);
        }
        else if (!errors.Contains(new ConfigurationError(variable, message)))
        {
            errors.Add(new ConfigurationError(variable, message));
        }
    }

    /// <summary>Says what a room does not allow of its options. A key is named like the property, in snake case.</summary>
    /// <param name="wrong">What it does not allow.</param>
    /// <param name="variableOf">The variable that an option came from, or null where it came from the file.</param>
    public void Errors(IEnumerable<OptionError> wrong, Func<string, string?>? variableOf = null)
    {
        foreach (var error in wrong)
        {
            Error(JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Option), error.Message, variableOf?.Invoke(error.Option));
        }
    }

    /// <summary>Refuses the keys that nobody read.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var key in node?.Children.Keys.Cast<YamlScalarNode>().Where(key => !_known.Contains(key.Value!)) ?? [])
        {
            Error(key, key.Value!, $"unknown key; allowed here: {string.Join(", ", _known)}");
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

    private T? Read<T>(string key, Func<string, T?> parse, string needed)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            Error(key, $"{ConfigurationError.Found(text)}; {needed}");
        }

        return value;
    }

    // Nothing, be it null or blank, is as good as no key.
    private YamlNode? Child(string key)
    {
        _known.Add(key);
        return node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var child) && !IsNull(child) && child is not YamlScalarNode { Value: "" } ? child : null;
    }

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
