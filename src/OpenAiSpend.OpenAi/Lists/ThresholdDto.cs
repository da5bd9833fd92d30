using System.Text.Json.Serialization;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>A spend limit or a spend alert, as it comes over the wire.</summary>
internal sealed class ThresholdDto
{
    /// <summary>OpenAI's id; alerts have one, limits have none.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>In cents, while costs are in dollars.</summary>
    [JsonPropertyName("threshold_amount")]
    public decimal? ThresholdAmount { get; init; }

    [JsonPropertyName("currency")]
    public string? Currency { get; init; }

    [JsonPropertyName("interval")]
    public string? Interval { get; init; }

    /// <summary>The threshold in US dollars a month, or null where it is in another currency or for another time: then it is not comparable.</summary>
    [JsonIgnore]
    public decimal? MonthlyUsd =>
        ThresholdAmount is { } cents
        && string.Equals(Currency ?? "USD", "USD", StringComparison.OrdinalIgnoreCase)
        && (Interval ?? "month") == "month"
            ? cents / 100m
            : null;
}
