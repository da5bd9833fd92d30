namespace OpenAiSpend.Benchmarks.Measuring;

/// <summary>A line of the table. What is null was not measured, or has no meaning.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Size">On how much.</param>
/// <param name="Bytes">How many bytes went in or came out.</param>
/// <param name="Time">How long it took.</param>
internal sealed record Line(string What, string Size, long? Bytes, TimeSpan Time)
{
    /// <summary>What the time is compared with.</summary>
    public string? Limit { get; init; }

    /// <summary>How long that took.</summary>
    public TimeSpan? LimitTime { get; init; }

    /// <summary>The processor time of the process that was measured, where it is one of its own.</summary>
    public TimeSpan? Processor { get; init; }

    /// <summary>The bytes allocated.</summary>
    public long? Allocated { get; init; }

    /// <summary>The resident memory of the process, which is one of its own.</summary>
    public long? Resident { get; init; }

    /// <summary>The line of a race.</summary>
    public static Line Of(string what, string size, long bytes, string limit, (Cost Subject, Cost Limit) race) => new(what, size, bytes, race.Subject.Time)
    {
        Limit = limit,
        LimitTime = race.Limit.Time,
        Allocated = race.Subject.Allocated,
    };
}
