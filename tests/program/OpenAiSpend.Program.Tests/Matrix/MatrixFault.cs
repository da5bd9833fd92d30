using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>A row of the matrix: what goes wrong, and what a poll of costs or usage, and of a list, must make of it.</summary>
/// <param name="Name">The fault in words.</param>
/// <param name="Fault">The fault, or null for a surface on which nothing goes wrong.</param>
/// <param name="OfBuckets">The outcome for costs and usage.</param>
/// <param name="OfLists">The outcome for names, limits and alerts; null where it depends on which.</param>
/// <param name="Shown">What is to be seen where the poll is good.</param>
internal sealed record MatrixFault(string Name, Func<DateTimeOffset, Fault>? Fault, string OfBuckets, string? OfLists, Shown Shown = Shown.TheBooks)
{
    private const string Ok = "ok";
    private const string Malformed = "malformed";
    private const string Limited = "rate_limited";
    private const string Failed = "server_error";
    private const string Sessions = "code_interpreter_sessions";
    private const string TwoAmounts = "an amount twice";

    private static readonly MatrixFault Nothing = new("nothing", null, Ok, Ok);

    /// <summary>Every row, with one in eight on which nothing goes wrong: in each round somebody must go on.</summary>
    public static IReadOnlyList<MatrixFault> All { get; } = [.. Rows().Chunk(8).SelectMany(rows => rows.Append(Nothing))];

    private static IEnumerable<MatrixFault> Rows() =>
    [
        Of("401", new Simulator.Fault(FaultKind.WrongKey), "unauthorized", "unauthorized"),
        Of("403", new Simulator.Fault(FaultKind.MissingScope), "forbidden", "forbidden"),
        Of("404", Simulator.Fault.Status(404), "bad_request", null),
        Of("429 with nothing", Simulator.Fault.RateLimited(), Limited, Limited),
        Of("429 with seconds", Simulator.Fault.RateLimited("2"), Limited, Limited),
        Of("429 with many seconds", Simulator.Fault.RateLimited("90"), Limited, Limited),
        new("429 with a date", now => Simulator.Fault.RateLimited(now.AddHours(30)), Limited, Limited),
        Of("429 with milliseconds", Simulator.Fault.RateLimited(null, "1500"), Limited, Limited),
        Of("429 with a year", Simulator.Fault.RateLimited(TimeSpan.FromDays(365)), Limited, Limited),
        Of("429 with nonsense", Simulator.Fault.RateLimited("soon", "-1"), Limited, Limited),
        Of("500", Simulator.Fault.Status(500), Failed, Failed),
        Of("502", Simulator.Fault.Status(502, body: "<html>Bad gateway</html>"), Failed, Failed),
        Of("503", Simulator.Fault.Status(503, body: ""), Failed, Failed),
        Of("529", Simulator.Fault.Status(529), Failed, Failed),
        Of("a redirect to another host", Simulator.Fault.Status(307, new Dictionary<string, string> { ["Location"] = "http://localhost:1/v1/steal" }), "bad_request", "bad_request"),
        Of("hang before the headers", new Simulator.Fault(FaultKind.HangBeforeHeaders), "timeout", "timeout"),
        Of("hang in the body", new Simulator.Fault(FaultKind.HangInBody), "timeout", "timeout"),
        Of("cut in the body", new Simulator.Fault(FaultKind.CutInBody), "network", "network"),
        Of("slow", Simulator.Fault.Slow(TimeSpan.FromSeconds(15)), Ok, Ok),
        Of("truncated JSON", new Simulator.Fault(FaultKind.TruncatedJson), Malformed, Malformed),
        Of("empty body", new Simulator.Fault(FaultKind.EmptyBody), Malformed, Malformed),
        Of("HTML", new Simulator.Fault(FaultKind.Html), Malformed, Malformed),
        Of("gzip garbage", new Simulator.Fault(FaultKind.GzipGarbage), Malformed, Malformed),
        Of("200 MB", Simulator.Fault.HugeBody(200 * 1024 * 1024), Malformed, Malformed),
        Of("deep nesting", new Simulator.Fault(FaultKind.DeepNesting), Malformed, Malformed),
        Of("wrong types", new Simulator.Fault(FaultKind.WrongTypes), Malformed, Malformed),
        Of("missing members", Simulator.Fault.MissingMembers(), Malformed, null),
        Of("null results", new Simulator.Fault(FaultKind.NullResults), Malformed, Ok),
        Of("NaN", new Simulator.Fault(FaultKind.NaN), Ok, null, Shown.LessThanTheBooks),
        Of("1e400", new Simulator.Fault(FaultKind.BeyondDouble), Ok, null, Shown.LessThanTheBooks),
        Of("0E-6176", new Simulator.Fault(FaultKind.OddZero), Ok, null, Shown.AtMostTheBooks),
        Of("huge amounts", new Simulator.Fault(FaultKind.HugeAmount), Malformed, Ok),
        Of("negative amounts", new Simulator.Fault(FaultKind.NegativeAmount), Ok, Ok, Shown.BelowZero),
        Of("another currency", Simulator.Fault.OtherCurrency("eur"), Ok, Ok, Shown.AtMostTheBooks),
        Of("duplicated buckets", new Simulator.Fault(FaultKind.DuplicatedBuckets), Ok, Ok),
        Of("overlapping buckets", new Simulator.Fault(FaultKind.OverlappingBuckets), Malformed, Ok),
        Of("buckets out of order", new Simulator.Fault(FaultKind.BucketsOutOfOrder), Ok, Ok),
        Of("unaligned buckets", new Simulator.Fault(FaultKind.UnalignedBuckets), Malformed, Ok),
        Of("a bucket in the future", new Simulator.Fault(FaultKind.FutureBucket), Ok, Ok),
        Of("a cursor that repeats", new Simulator.Fault(FaultKind.RepeatedCursor), Malformed, null),
        Of("a cursor that never ends", new Simulator.Fault(FaultKind.EndlessCursor), Malformed, null),
        Of("an empty cursor", new Simulator.Fault(FaultKind.EmptyCursor), Malformed, null),
        Of("an empty last page", new Simulator.Fault(FaultKind.EmptyLastPage), Ok, Ok),
        Of("fewer buckets on a page", Simulator.Fault.ClampedLimit(1), Ok, Ok),
        Of("no bucket of today", Simulator.Fault.MissingBuckets(0), Ok, Ok, Shown.WhatWasKnown),
        Of("no bucket of yesterday", Simulator.Fault.MissingBuckets(1), Ok, Ok, Shown.WhatWasKnown),
        Of("no bucket in the middle", Simulator.Fault.MissingBuckets(1, 2), Ok, Ok, Shown.WhatWasKnown),
        Of("only the oldest bucket", Simulator.Fault.MissingBuckets(0, MatrixSurface.Days - 1), Ok, Ok, Shown.WhatWasKnown),
        Of("no bucket at all", new Simulator.Fault(FaultKind.NoBuckets), Malformed, Ok),
        Of("no bucket at all, and more", new Simulator.Fault(FaultKind.NoBuckets) { HasMore = true }, Malformed, Ok),
        Of("half a character", new Simulator.Fault(FaultKind.LoneSurrogate), Ok, Ok),
        Of("a very long text", new Simulator.Fault(FaultKind.LongText), Ok, Ok),
        Of("a text that is the key", new Simulator.Fault(FaultKind.EchoedKey), Ok, Ok),
        Of("a null item", new Simulator.Fault(FaultKind.NullItem), Ok, Ok),
        Of("a byte-order mark", new Simulator.Fault(FaultKind.ByteOrderMark), Ok, Ok),
        Of("a quantity that is none", new Simulator.Fault(FaultKind.JunkQuantity), Ok, Ok),
        Of(TwoAmounts, new Simulator.Fault(FaultKind.DuplicateAmount), Ok, Ok),
        Of("401 with broken escapes", Simulator.Fault.BrokenError(401), "unauthorized", "unauthorized"),
        Of("429 with broken escapes", Simulator.Fault.BrokenError(429, "90"), Limited, Limited),
    ];

    private static MatrixFault Of(string name, Fault fault, string ofBuckets, string? ofLists, Shown shown = Shown.TheBooks) =>
        new(name, _ => fault, ofBuckets, ofLists, shown);

    /// <summary>
    /// What takes the place of the fault once a poll has met it, or null where it stays: lists are asked for again every
    /// five minutes, and a thousand pages or 200 MB each time are much work and show nothing new.
    /// </summary>
    public Fault? Afterwards => Name is "200 MB" or "a cursor that never ends" ? new Simulator.Fault(FaultKind.EmptyBody) : null;

    /// <summary>What is to be seen of costs and usage where the poll is good.</summary>
    public Shown ShownOf(string surface) => (Name, surface) switch
    {
        ("missing members", Sessions) => Shown.Nothing,
        (TwoAmounts, Surfaces.Costs) => Shown.LessThanTheBooks,
        _ => Shown,
    };

    /// <summary>The outcome that a poll of a surface must have.</summary>
    public string OutcomeOf(string surface) => MatrixSurface.IsBuckets(surface) ? OfOneOfBuckets(surface) : OfLists ?? (Name, surface) switch
    {
        // Where there is no limit, OpenAI presumably says 404. Keys that every project refuses are a failed poll.
        ("404", "spend_limits") => Ok,
        ("404", _) => "bad_request",
        ("missing members", "spend_limits") => Ok,
        ("missing members", _) => Malformed,

        // Only limits and alerts hold numbers. A limit that cannot be read must not pass for none; a broken alert costs itself alone.
        ("NaN" or "1e400" or "0E-6176", "spend_limits") => Malformed,
        ("NaN" or "1e400" or "0E-6176", _) => Ok,

        // A limit is one object and has no pages.
        (_, "spend_limits") => Ok,
        _ => Malformed,
    };

    // The count of sessions is the one number that OpenAI may leave out.
    private string OfOneOfBuckets(string surface) => (Name, surface) == ("missing members", Sessions) ? Ok : OfBuckets;
}
