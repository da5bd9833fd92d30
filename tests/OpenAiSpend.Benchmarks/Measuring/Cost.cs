namespace OpenAiSpend.Benchmarks.Measuring;

/// <summary>What something costs.</summary>
/// <param name="Time">The median time of one run.</param>
/// <param name="Allocated">The bytes allocated in one run, by all threads.</param>
internal sealed record Cost(TimeSpan Time, long Allocated);
