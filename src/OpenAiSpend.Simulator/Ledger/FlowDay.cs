namespace OpenAiSpend.Simulator;

/// <summary>What one flow counts on one whole day.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Counts">The counts of the whole day.</param>
/// <param name="IsHiddenFromUsage">Whether the day is billed but has no usage row, as was seen for images.</param>
internal sealed record FlowDay(Flow Flow, long[] Counts, bool IsHiddenFromUsage);
