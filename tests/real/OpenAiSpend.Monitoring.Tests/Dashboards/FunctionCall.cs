namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>A function or an aggregation in an expression.</summary>
/// <param name="Name">Its name; empty for a mere bracket.</param>
internal sealed record FunctionCall(string Name)
{
    /// <summary><c>by</c>, <c>without</c> or nothing.</summary>
    public string Grouping { get; init; } = "";

    public IReadOnlyList<string> Labels { get; init; } = [];
}
