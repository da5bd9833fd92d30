using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>
/// Decides which families are exposed: nobody else does. What is not exposed is known all the same, to the page and to
/// everything that is not asked by Prometheus.
/// </summary>
public sealed class ExposedFamilies
{
    /// <summary>The word for <see cref="EssentialMeasures"/>.</summary>
    public const string Essential = "essential";

    /// <summary>The word for every measure.</summary>
    public const string EveryMeasure = "all";

    /// <summary>What completions and decisions expose unless configured otherwise: the rest are parts of these.</summary>
    public static readonly ImmutableArray<string> EssentialMeasures =
        ["input_tokens", "input_cached_tokens", "input_cache_write_tokens", "output_tokens", "requests"];

    private readonly ImmutableArray<Regex> _excluded;
    private readonly FrozenSet<string> _unwanted;

    /// <summary>Decides as the options say, which are good.</summary>
    public ExposedFamilies(ExpositionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _excluded = [.. options.Exclude.Select(Pattern)];
        var wanted = options.UsageMeasures.SelectMany(static name => name switch
        {
            Essential => EssentialMeasures,
            EveryMeasure => Measures,
            _ => [name],
        }).ToHashSet(StringComparer.Ordinal);
        _unwanted = Selectable.Where(family => !wanted.Contains(family.Name))
            .SelectMany(static family => new[] { family.Today.Name, family.Daily.Name })
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The names of every family there may be, but for those of bills in other currencies than US dollars.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. MetricCatalogue.All.Concat(RuntimeFamilies.Dotnet).Concat(RuntimeFamilies.Http).Select(static family => family.Name)];

    /// <summary>The measures that can be chosen from.</summary>
    public static ImmutableArray<string> Measures { get; } = [.. Selectable.Select(static family => family.Name).Distinct()];

    // Where parts of a measure are told, there is something to choose.
    private static IEnumerable<UsageFamily> Selectable => UsageFamilies.All.Where(static family => UsageFamilies.Splits(family.Surface) != 0);

    /// <summary>The names of the families that a pattern excludes.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static ImmutableArray<string> ExcludedBy(string pattern)
    {
        var regex = Pattern(pattern);
        return [.. All.Where(name => regex.IsMatch(name))];
    }

    /// <summary>Whether a family is exposed.</summary>
    public bool Contains(string family) => !_unwanted.Contains(family) && !_excluded.Any(pattern => pattern.IsMatch(family));

    // As Prometheus has them: anchored at both ends, and in time that is linear in the text.
    private static Regex Pattern(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
