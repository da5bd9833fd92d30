using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenAiSpend.Simulator;

/// <summary>A fault as it is written over HTTP.</summary>
internal sealed class FaultDto
{
    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("count")]
    public int? Count { get; set; }

    [JsonPropertyName("skip")]
    public int? Skip { get; set; }

    [JsonPropertyName("status")]
    public int? Status { get; set; }

    [JsonPropertyName("headers")]
    public Dictionary<string, string>? Headers { get; set; }

    [JsonPropertyName("body")]
    public string? Body { get; set; }

    [JsonPropertyName("retry_after")]
    public string? RetryAfter { get; set; }

    [JsonPropertyName("retry_after_ms")]
    public string? RetryAfterMs { get; set; }

    [JsonPropertyName("delay_ms")]
    public int? DelayMs { get; set; }

    [JsonPropertyName("bytes")]
    public long? Bytes { get; set; }

    [JsonPropertyName("currency")]
    public string? Currency { get; set; }

    [JsonPropertyName("member")]
    public string? Member { get; set; }

    [JsonPropertyName("buckets")]
    public int? Buckets { get; set; }

    public static string NameOf(FaultKind kind) =>
        kind == FaultKind.NaN ? "nan" : JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    public static FaultDto Of(Fault fault) => new()
    {
        Kind = NameOf(fault.Kind),
        Count = fault.Count,
        Skip = fault.Skip == 0 ? null : fault.Skip,
        Status = fault.StatusCode == 0 ? null : fault.StatusCode,
        Headers = fault.Headers.Count == 0 ? null : new Dictionary<string, string>(fault.Headers),
        Body = fault.Body,
        DelayMs = fault.Delay == TimeSpan.Zero ? null : (int)fault.Delay.TotalMilliseconds,
        Bytes = fault.Bytes == 0 ? null : fault.Bytes,
        Currency = fault.Kind == FaultKind.OtherCurrency ? fault.Currency : null,
        Member = fault.Member,
        Buckets = fault.Kind == FaultKind.ClampedLimit ? fault.Buckets : null,
    };

    /// <exception cref="ArgumentException">The kind is not known or a value is out of range.</exception>
    public Fault ToFault()
    {
        var fault = ByKind().TryGetValue(Kind, out var make)
            ? make()
            : throw new ArgumentException($"There is no fault '{Kind}'. Known are: {string.Join(", ", ByKind().Keys)}.");
        fault = fault.After(Skip ?? 0);
        return Count is { } count ? fault.Times(count) : fault;
    }

    private Dictionary<string, Func<Fault>> ByKind() => Enum.GetValues<FaultKind>().ToDictionary(NameOf, Maker);

    private Func<Fault> Maker(FaultKind kind) => kind switch
    {
        FaultKind.Status => () => Fault.Status(Status ?? 500, Headers, Body),
        FaultKind.RateLimited => () => Fault.RateLimited(RetryAfter, RetryAfterMs),
        // Over HTTP there is no hand to turn a test clock, so the pause passes on the machine's.
        FaultKind.Slow => () => Fault.Slow(TimeSpan.FromMilliseconds(DelayMs ?? 1000), usesMachineClock: true),
        FaultKind.HangBeforeHeaders => Fault.HangBeforeHeaders,
        FaultKind.HangInBody => Fault.HangInBody,
        FaultKind.CutInBody => Fault.CutInBody,
        FaultKind.TruncatedJson => Fault.TruncatedJson,
        FaultKind.EmptyBody => Fault.EmptyBody,
        FaultKind.Html => Fault.Html,
        FaultKind.GzipGarbage => Fault.GzipGarbage,
        FaultKind.HugeBody => () => Fault.HugeBody(Bytes ?? 256 * 1024 * 1024),
        FaultKind.DeepNesting => Fault.DeepNesting,
        FaultKind.WrongTypes => Fault.WrongTypes,
        FaultKind.MissingMembers => () => Fault.MissingMembers(Member),
        FaultKind.NullResults => Fault.NullResults,
        FaultKind.NaN => Fault.NaN,
        FaultKind.BeyondDouble => Fault.BeyondDouble,
        FaultKind.OddZero => Fault.OddZero,
        FaultKind.HugeAmount => Fault.HugeAmount,
        FaultKind.NegativeAmount => Fault.NegativeAmount,
        FaultKind.OtherCurrency => () => Fault.OtherCurrency(Currency ?? "eur"),
        FaultKind.DuplicatedBuckets => Fault.DuplicatedBuckets,
        FaultKind.OverlappingBuckets => Fault.OverlappingBuckets,
        FaultKind.BucketsOutOfOrder => Fault.BucketsOutOfOrder,
        FaultKind.UnalignedBuckets => Fault.UnalignedBuckets,
        FaultKind.FutureBucket => Fault.FutureBucket,
        FaultKind.RepeatedCursor => Fault.RepeatedCursor,
        FaultKind.EndlessCursor => Fault.EndlessCursor,
        FaultKind.EmptyCursor => Fault.EmptyCursor,
        FaultKind.EmptyLastPage => Fault.EmptyLastPage,
        FaultKind.ClampedLimit => () => Fault.ClampedLimit(Buckets ?? 1),
        FaultKind.WrongKey => Fault.WrongKey,
        FaultKind.MissingScope => Fault.MissingScope,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This fault has no maker."),
    };
}
