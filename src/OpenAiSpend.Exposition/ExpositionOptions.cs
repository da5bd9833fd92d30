using System.Collections.Immutable;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Otlp;

namespace OpenAiSpend.Exposition;

/// <summary>How much of what is known is exposed.</summary>
public sealed class ExpositionOptions
{
    /// <summary>What <see cref="CostDays"/> and <see cref="UsageDays"/> may be.</summary>
    public static readonly OptionRange<int> DaysRange = new(1, 366);

    /// <summary>What <see cref="MaxSeries"/> and <see cref="MaxLabelSets"/> may be.</summary>
    public static readonly OptionRange<int> SeriesRange = new(1, 10_000_000);

    /// <summary>What an alert threshold may be.</summary>
    public static readonly OptionRange<decimal> ThresholdRange = new(0, 1_000_000_000);

    /// <summary>The thresholds of the shipped alert rules, where nobody sets others.</summary>
    public static readonly ImmutableSortedDictionary<string, decimal> ShippedAlertThresholds = ImmutableSortedDictionary<string, decimal>.Empty
        .Add("anomaly_score", 4)
        .Add("anomaly_usd", 20)
        .Add("token_rate_factor", 5)
        .Add("token_rate_usd_per_hour", 10)
        .Add("new_model_usd", 50)
        .Add("new_project_usd", 50)
        .Add("unattributed_usd", 100)
        .Add("trace_coverage", 0.8m);

    /// <summary>The Grafana that the shipped alert rules lead to, where nobody sets another: that of the Compose stack.</summary>
    public const string ShippedDashboardsUrl = "http://localhost:3000";

    /// <summary>How many UTC days of costs the daily families show, today included. Default 35.</summary>
    public int CostDays { get; set; } = 35;

    /// <summary>How many UTC days of usage the daily families show, today included. Default 8.</summary>
    public int UsageDays { get; set; } = 8;

    /// <summary>How many UTC days <c>openai_billed_daily_quantity</c> shows, today included. Default null: as many as <see cref="UsageDays"/>.</summary>
    public int? QuantityDays { get; set; }

    /// <summary>
    /// Which measures of completions and decisions are exposed, by their names in the families, such as <c>input_audio_tokens</c>;
    /// <c>essential</c>, the default, and <c>all</c> stand for several. Other surfaces expose all of theirs.
    /// </summary>
    public ImmutableArray<string> UsageMeasures { get; set; } = [ExposedFamilies.Essential];

    /// <summary>Families that are not exposed: regular expressions over their names, anchored at both ends. Default none.</summary>
    public ImmutableArray<string> Exclude { get; set; } = [];

    /// <summary>
    /// How many series of spend and usage one organization may have, all families together; label sets are folded to keep it,
    /// see <see cref="Folding.LabelSetFolding"/>. At least 1; default 100,000.
    /// </summary>
    public int MaxSeries { get; set; } = 100_000;

    /// <summary>How many label sets one surface of one organization may have besides. At least 1; default null, as many as there are.</summary>
    public int? MaxLabelSets { get; set; }

    /// <summary>Thresholds of alert rules, by name; see <see cref="ShippedAlertThresholds"/>. Default none.</summary>
    public ImmutableSortedDictionary<string, decimal> AlertThresholds { get; set; } = ImmutableSortedDictionary<string, decimal>.Empty;

    /// <summary>The address of the Grafana that alerts lead to, without a slash at its end; see <see cref="ShippedDashboardsUrl"/>. Default none.</summary>
    public string? DashboardsUrl { get; set; }

    /// <summary>How many organizations are watched; room is made for what is counted of each. At least 1; default 1.</summary>
    public int Organizations { get; set; } = 1;

    /// <summary>Where the exposition and the exporter's own metrics are pushed by OTLP; null, the default, for nowhere.</summary>
    public OtlpOptions? Otlp { get; set; }

    /// <summary>Everything that keeps these options from being used.</summary>
    public ImmutableArray<OptionError> Validate() =>
    [
        .. DaysRange.Check(nameof(CostDays), CostDays),
        .. DaysRange.Check(nameof(UsageDays), UsageDays),
        .. QuantityDays is { } days ? DaysRange.Check(nameof(QuantityDays), days) : [],
        .. UsageMeasures.Where(static name => name is not (ExposedFamilies.Essential or ExposedFamilies.EveryMeasure) && !ExposedFamilies.Measures.Contains(name))
            .Select(static name => new OptionError(nameof(UsageMeasures),
                $"there is no measure \"{name}\"; allowed: {ExposedFamilies.Essential}, {ExposedFamilies.EveryMeasure}, or a list of {string.Join(", ", ExposedFamilies.Measures)}")),
        .. Exclude.SelectMany(CheckPattern),
        .. SeriesRange.Check(nameof(MaxSeries), MaxSeries),
        .. MaxLabelSets is { } labelSets ? SeriesRange.Check(nameof(MaxLabelSets), labelSets) : [],
        .. AlertThresholds.SelectMany(static threshold => ThresholdRange.Check($"{nameof(AlertThresholds)}[{threshold.Key}]", threshold.Value)),
        .. OptionError.Unless(
            DashboardsUrl is null || (Uri.TryCreate(DashboardsUrl, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" }),
            nameof(DashboardsUrl),
            $"\"{DashboardsUrl}\" was found; an absolute http or https address is needed, without a password"),
        .. OptionError.Unless(Organizations >= 1, nameof(Organizations), $"{Organizations} was found; 1 or more is needed"),
        .. Otlp?.Validate() ?? [],
    ];

    private static IEnumerable<OptionError> CheckPattern(string pattern)
    {
        try
        {
            ExposedFamilies.ExcludedBy(pattern);
            return [];
        }
        catch (Exception unusable) when (unusable is ArgumentException or NotSupportedException)
        {
            return [new OptionError(nameof(Exclude), $"\"{pattern}\" is no regular expression as Prometheus knows them, such as openai_images_.*: {unusable.Message.TrimEnd('.')}")];
        }
    }
}
