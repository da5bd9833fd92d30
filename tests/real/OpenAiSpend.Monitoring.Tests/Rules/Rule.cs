namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>A recording or alerting rule as its file has it.</summary>
public sealed record Rule
{
    public required string Group { get; init; }

    public string? Record { get; init; }

    public string? Alert { get; init; }

    public required string Expression { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    public override string ToString() => Alert ?? Record ?? Group;
}
