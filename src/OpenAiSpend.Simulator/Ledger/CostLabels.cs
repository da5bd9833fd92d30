namespace OpenAiSpend.Simulator;

/// <summary>What a bill can be split by; null where it is not, or where nothing can be attributed.</summary>
internal readonly record struct CostLabels(string? ProjectId, string? LineItem, string? ApiKeyId, string? UserId);
