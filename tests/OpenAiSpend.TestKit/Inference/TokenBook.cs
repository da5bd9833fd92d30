namespace OpenAiSpend.TestKit.Inference;

/// <summary>Whose tokens, of which model and kind: <c>input</c>, <c>cache_read.input</c>, <c>output</c> or <c>reasoning.output</c>.</summary>
public readonly record struct TokenBook(string Customer, string Model, string Kind);
