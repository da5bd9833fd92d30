using System.Text.Json.Serialization;

namespace OpenAiSpend.Simulator;

/// <summary>One thing that goes wrong, for every request or for the next few. Its properties in snake case are its JSON.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] FaultKind Kind)
{
    /// <summary>How many requests it hits before it is over; null means until it is cleared.</summary>
    public int? Count { get; init; }

    /// <summary>How many requests it lets pass before it begins.</summary>
    public int Skip { get; init; }

    /// <summary>The status of an error; null means 500.</summary>
    [JsonPropertyName("status")]
    public int? StatusCode { get; init; }

    /// <summary>Headers that are sent along.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body of <see cref="FaultKind.Status"/>; null means an error body as OpenAI writes it.</summary>
    public string? Body { get; init; }

    /// <summary>The value of <c>Retry-After</c>, or null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The value of <c>retry-after-ms</c>, or null for none.</summary>
    public string? RetryAfterMs { get; init; }

    /// <summary>The pause of <see cref="FaultKind.Slow"/> in milliseconds; null means a second.</summary>
    public int? DelayMs { get; init; }

    /// <summary>Whether the pause passes on the machine's clock rather than on the simulator's.</summary>
    [JsonIgnore]
    public bool UsesMachineClock { get; init; }

    /// <summary>The size of <see cref="FaultKind.HugeBody"/> (null: 256 MiB) or of <see cref="FaultKind.LongText"/> (null: 10,000).</summary>
    public int? Bytes { get; init; }

    /// <summary>The currency of <see cref="FaultKind.OtherCurrency"/>; null means <c>eur</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>The JSON member that is spoiled; null means one that fits the answer, such as the line item or the name.</summary>
    public string? Member { get; init; }

    /// <summary>The buckets on a page of <see cref="FaultKind.ClampedLimit"/>; null means one.</summary>
    public int? Buckets { get; init; }

    /// <summary>The newest of the days of <see cref="FaultKind.MissingBuckets"/>, counted back from today, which is 0.</summary>
    public int DaysAgo { get; init; }

    /// <summary>How many days <see cref="FaultKind.MissingBuckets"/> leaves out; null means one.</summary>
    public int? Days { get; init; }

    /// <summary>Whether <see cref="FaultKind.NoBuckets"/> says that there are more pages, with a good cursor.</summary>
    public bool HasMore { get; init; }

    /// <summary>How far the <c>Date</c> of <see cref="FaultKind.WrongDate"/> is ahead, in seconds; below zero it is behind.</summary>
    public int DateOffsetSeconds { get; init; }

    /// <summary>The same fault for the next requests only.</summary>
    /// <param name="count">How many requests.</param>
    public Fault Times(int count) => this with { Count = count };

    /// <summary>The same fault, once some requests have passed: to break the second page and not the first.</summary>
    /// <param name="requests">How many requests pass.</param>
    public Fault After(int requests) => this with { Skip = requests };

    /// <summary>Any status.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="headers">Headers to send.</param>
    /// <param name="body">The body; null means an error body as OpenAI writes it.</param>
    public static Fault Status(int code, IReadOnlyDictionary<string, string>? headers = null, string? body = null) =>
        new(FaultKind.Status) { StatusCode = code, Headers = headers, Body = body };

    /// <summary>429 with the headers as given: seconds, an HTTP date, nonsense or nothing.</summary>
    /// <param name="retryAfter">The value of <c>Retry-After</c>, or null for none.</param>
    /// <param name="retryAfterMs">The value of <c>retry-after-ms</c>, or null for none.</param>
    public static Fault RateLimited(string? retryAfter = null, string? retryAfterMs = null) =>
        new(FaultKind.RateLimited) { RetryAfter = retryAfter, RetryAfterMs = retryAfterMs };

    /// <summary>429 with <c>Retry-After</c> in whole seconds; a year is possible.</summary>
    /// <param name="retryAfter">How long to stay away.</param>
    public static Fault RateLimited(TimeSpan retryAfter) => RateLimited(((long)retryAfter.TotalSeconds).ToString());

    /// <summary>429 with <c>Retry-After</c> as an HTTP date, which may be far away.</summary>
    /// <param name="retryAt">When to come back.</param>
    public static Fault RateLimited(DateTimeOffset retryAt) => RateLimited(retryAt.ToString("R"));

    /// <summary>A healthy answer after a pause before the headers.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="usesMachineClock">Whether the pause passes on the machine's clock rather than on the simulator's.</param>
    public static Fault Slow(TimeSpan delay, bool usesMachineClock = false) =>
        new(FaultKind.Slow) { DelayMs = (int)delay.TotalMilliseconds, UsesMachineClock = usesMachineClock };

    /// <summary>A JSON body of very many bytes.</summary>
    /// <param name="bytes">About how many.</param>
    public static Fault HugeBody(int bytes) => new(FaultKind.HugeBody) { Bytes = bytes };

    /// <summary>Absent members.</summary>
    /// <param name="member">The one to take away everywhere; null means amounts and required measures.</param>
    public static Fault MissingMembers(string? member = null) => new(FaultKind.MissingMembers) { Member = member };

    /// <summary>Every second amount is in another currency.</summary>
    /// <param name="currency">Such as <c>eur</c>.</param>
    public static Fault OtherCurrency(string currency) => new(FaultKind.OtherCurrency) { Currency = currency };

    /// <summary>Fewer buckets a page than asked for.</summary>
    /// <param name="buckets">The most on a page.</param>
    public static Fault ClampedLimit(int buckets) => new(FaultKind.ClampedLimit) { Buckets = buckets };

    /// <summary>A 200 without the buckets of some days, on whichever page they would stand.</summary>
    /// <param name="daysAgo">The newest missing day, counted back from today, which is 0.</param>
    /// <param name="days">How many days are missing, that one and those before it.</param>
    public static Fault MissingBuckets(int daysAgo, int days = 1) => new(FaultKind.MissingBuckets) { DaysAgo = daysAgo, Days = days };

    /// <summary>An error of any status whose <c>code</c> and <c>param</c> hold a lone surrogate.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="retryAfter">The value of <c>Retry-After</c>, or null for none.</param>
    public static Fault BrokenError(int code, string? retryAfter = null) =>
        new(FaultKind.BrokenError) { StatusCode = code, RetryAfter = retryAfter };
}
