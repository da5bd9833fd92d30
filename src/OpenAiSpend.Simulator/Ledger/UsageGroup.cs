namespace OpenAiSpend.Simulator;

/// <summary>Summed counts of the flows that share the values of some dimensions.</summary>
internal sealed record UsageGroup(string?[] Values, long[] Counts);
