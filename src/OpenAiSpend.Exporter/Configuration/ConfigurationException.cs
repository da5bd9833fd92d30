using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The configuration cannot be used. It carries everything that is wrong with it, not only the first thing.</summary>
internal sealed class ConfigurationException(ImmutableArray<ConfigurationError> errors)
    : Exception(string.Join('\n', errors))
{
    /// <summary>One thing is wrong.</summary>
    public ConfigurationException(string place, string message)
        : this([new ConfigurationError(place, message)])
    {
    }

    public ImmutableArray<ConfigurationError> Errors { get; } = errors;
}

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Place">Where: file and line with the key's path, or the name of a variable or flag.</param>
/// <param name="Message">What was found and what is allowed. Never a secret.</param>
internal sealed partial record ConfigurationError(string Place, string Message)
{
    private const int MostFound = 100;

    /// <summary>What was found, at no great length.</summary>
    public static string Found(string text) => $"\"{(text.Length > MostFound ? $"{text[..MostFound]}…" : text)}\" was found";

    /// <summary>One line that shows no key or password, even where one was put in the place of something else, and that a terminal does not obey.</summary>
    public override string ToString() => Unprintable().Replace(
        Secret().Replace($"{Place}: {Message}", "…"),
        static found => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)found.Value[0]:X4}"));

    // What kind of key it is may be shown.
    [GeneratedRegex(@"(?<=sk-(?:(?:admin|proj|svcacct)-)?)(?!(?:admin|proj|svcacct)-)[\w-]{4,}|(?<=:/+)[^\s""]*(?=@)")]
    private static partial Regex Secret();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]")]
    private static partial Regex Unprintable();
}
