namespace OpenAiSpend.Simulator;

/// <summary>One thing that goes wrong, for every request or for the next few.</summary>
public sealed record Fault
{
    private Fault(FaultKind kind) => Kind = kind;

    /// <summary>What goes wrong.</summary>
    public FaultKind Kind { get; }

    /// <summary>How many requests it hits before it is over; null means until it is cleared.</summary>
    public int? Count { get; init; }

    /// <summary>How many requests it lets pass before it begins.</summary>
    public int Skip { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/>.</summary>
    public int StatusCode { get; private init; }

    /// <summary>Headers that are sent along.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    /// <summary>The body of <see cref="FaultKind.Status"/>; null means an error body as OpenAI writes it.</summary>
    public string? Body { get; private init; }

    /// <summary>The pause of <see cref="FaultKind.Slow"/>.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>Whether the pause passes on the machine's clock rather than on the simulator's.</summary>
    public bool UsesMachineClock { get; private init; }

    /// <summary>The size of <see cref="FaultKind.HugeBody"/>.</summary>
    public long Bytes { get; private init; }

    /// <summary>The currency of <see cref="FaultKind.OtherCurrency"/>.</summary>
    public string Currency { get; private init; } = "usd";

    /// <summary>The one member that <see cref="FaultKind.MissingMembers"/> takes away; null means amounts and measures.</summary>
    public string? Member { get; private init; }

    /// <summary>The buckets on a page of <see cref="FaultKind.ClampedLimit"/>.</summary>
    public int Buckets { get; private init; } = 1;

    /// <summary>The same fault for the next requests only.</summary>
    /// <param name="count">How many requests.</param>
    public Fault Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return this with { Count = count };
    }

    /// <summary>The same fault, once some requests have passed: to break the second page and not the first.</summary>
    /// <param name="requests">How many requests pass.</param>
    public Fault After(int requests)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requests);
        return this with { Skip = requests };
    }

    /// <summary>Any status.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="headers">Headers to send.</param>
    /// <param name="body">The body; null means an error body as OpenAI writes it.</param>
    public static Fault Status(int code, IReadOnlyDictionary<string, string>? headers = null, string? body = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        return new(FaultKind.Status) { StatusCode = code, Headers = headers ?? new Dictionary<string, string>(), Body = body };
    }

    /// <summary>429 with the headers as given: seconds, an HTTP date, nonsense or nothing.</summary>
    /// <param name="retryAfter">The value of <c>Retry-After</c>, or null for none.</param>
    /// <param name="retryAfterMs">The value of <c>retry-after-ms</c>, or null for none.</param>
    public static Fault RateLimited(string? retryAfter = null, string? retryAfterMs = null)
    {
        Dictionary<string, string> headers = [];
        if (retryAfter is not null)
            headers["Retry-After"] = retryAfter;
        if (retryAfterMs is not null)
            headers["retry-after-ms"] = retryAfterMs;
        return new(FaultKind.RateLimited) { StatusCode = 429, Headers = headers };
    }

    /// <summary>429 with <c>Retry-After</c> in whole seconds; a year is possible.</summary>
    /// <param name="retryAfter">How long to stay away.</param>
    public static Fault RateLimited(TimeSpan retryAfter) => RateLimited(((long)retryAfter.TotalSeconds).ToString());

    /// <summary>429 with <c>Retry-After</c> as an HTTP date.</summary>
    /// <param name="retryAt">When to come back.</param>
    public static Fault RateLimited(DateTimeOffset retryAt) => RateLimited(retryAt.ToString("R"));

    /// <summary>A healthy answer after a pause.</summary>
    /// <param name="delay">How long, before the headers.</param>
    /// <param name="usesMachineClock">Whether the pause passes on the machine's clock rather than on the simulator's.</param>
    public static Fault Slow(TimeSpan delay, bool usesMachineClock = false) =>
        new(FaultKind.Slow) { Delay = delay, UsesMachineClock = usesMachineClock };

    /// <summary>No answer.</summary>
    public static Fault HangBeforeHeaders() => new(FaultKind.HangBeforeHeaders);

    /// <summary>Half an answer, then silence.</summary>
    public static Fault HangInBody() => new(FaultKind.HangInBody);

    /// <summary>Half an answer, then a reset connection.</summary>
    public static Fault CutInBody() => new(FaultKind.CutInBody);

    /// <summary>JSON that stops in the middle.</summary>
    public static Fault TruncatedJson() => new(FaultKind.TruncatedJson);

    /// <summary>200 with no body.</summary>
    public static Fault EmptyBody() => new(FaultKind.EmptyBody);

    /// <summary>200 with a web page.</summary>
    public static Fault Html() => new(FaultKind.Html);

    /// <summary>A body that says it is gzip and is not.</summary>
    public static Fault GzipGarbage() => new(FaultKind.GzipGarbage);

    /// <summary>A JSON body of very many bytes.</summary>
    /// <param name="bytes">About how many.</param>
    public static Fault HugeBody(long bytes) => new(FaultKind.HugeBody) { Bytes = bytes };

    /// <summary>Arrays in arrays.</summary>
    public static Fault DeepNesting() => new(FaultKind.DeepNesting);

    /// <summary>Members of the wrong JSON type.</summary>
    public static Fault WrongTypes() => new(FaultKind.WrongTypes);

    /// <summary>Absent members.</summary>
    /// <param name="member">The one to take away everywhere; null means amounts and required measures.</param>
    public static Fault MissingMembers(string? member = null) => new(FaultKind.MissingMembers) { Member = member };

    /// <summary>Buckets whose results are null.</summary>
    public static Fault NullResults() => new(FaultKind.NullResults);

    /// <summary>The first amount or measure is the text <c>NaN</c>.</summary>
    public static Fault NaN() => new(FaultKind.NaN);

    /// <summary>The first amount or measure is the number 1e400.</summary>
    public static Fault BeyondDouble() => new(FaultKind.BeyondDouble);

    /// <summary>The first amount or measure is the text <c>0E-6176</c>, which is zero.</summary>
    public static Fault OddZero() => new(FaultKind.OddZero);

    /// <summary>Every amount or measure is so big that a sum overflows.</summary>
    public static Fault HugeAmount() => new(FaultKind.HugeAmount);

    /// <summary>Every amount or measure is below zero.</summary>
    public static Fault NegativeAmount() => new(FaultKind.NegativeAmount);

    /// <summary>Every second amount is in another currency.</summary>
    /// <param name="currency">Such as <c>eur</c>.</param>
    public static Fault OtherCurrency(string currency) => new(FaultKind.OtherCurrency) { Currency = currency };

    /// <summary>Each bucket twice.</summary>
    public static Fault DuplicatedBuckets() => new(FaultKind.DuplicatedBuckets);

    /// <summary>Buckets that overlap.</summary>
    public static Fault OverlappingBuckets() => new(FaultKind.OverlappingBuckets);

    /// <summary>The last bucket first.</summary>
    public static Fault BucketsOutOfOrder() => new(FaultKind.BucketsOutOfOrder);

    /// <summary>Buckets that start an hour after midnight.</summary>
    public static Fault UnalignedBuckets() => new(FaultKind.UnalignedBuckets);

    /// <summary>One more bucket, of the day after tomorrow.</summary>
    public static Fault FutureBucket() => new(FaultKind.FutureBucket);

    /// <summary>More pages for ever, with the same cursor.</summary>
    public static Fault RepeatedCursor() => new(FaultKind.RepeatedCursor);

    /// <summary>More pages for ever, each with another cursor.</summary>
    public static Fault EndlessCursor() => new(FaultKind.EndlessCursor);

    /// <summary>More pages, and a null cursor.</summary>
    public static Fault EmptyCursor() => new(FaultKind.EmptyCursor);

    /// <summary>A last page with no buckets, behind a good cursor.</summary>
    public static Fault EmptyLastPage() => new(FaultKind.EmptyLastPage);

    /// <summary>Fewer buckets a page than asked for.</summary>
    /// <param name="buckets">The most on a page.</param>
    public static Fault ClampedLimit(int buckets) => new(FaultKind.ClampedLimit) { Buckets = buckets };

    /// <summary>401 whose message repeats the whole key that was presented.</summary>
    public static Fault WrongKey() => new(FaultKind.WrongKey);

    /// <summary>403 because the key lacks the scope.</summary>
    public static Fault MissingScope() => new(FaultKind.MissingScope);
}
