namespace OpenAiSpend.Simulator;

/// <summary>What was measured on one day for one set of labels of one surface.</summary>
/// <param name="Date">The UTC day.</param>
/// <param name="Dimensions">Every dimension of the surface by its name; <c>batch</c> is <c>"true"</c> or <c>"false"</c>.</param>
/// <param name="Measures">Every measure of the surface by its name, zeros included.</param>
public sealed record UsageRow(
    DateOnly Date, IReadOnlyDictionary<string, string?> Dimensions, IReadOnlyDictionary<string, long> Measures);
