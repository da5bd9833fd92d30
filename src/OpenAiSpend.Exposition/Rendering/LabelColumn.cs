namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Where a label of a row comes from.</summary>
/// <param name="Label">The name of the label.</param>
/// <param name="Dimension">The dimension's place in the rows.</param>
/// <param name="Derive">What makes the label's value of the dimension's value, or null where they are the same.</param>
internal sealed record LabelColumn(string Label, int Dimension, Func<string?, string?>? Derive = null);
