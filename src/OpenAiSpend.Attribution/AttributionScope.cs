namespace OpenAiSpend.Attribution;

/// <summary>For whom and what for calls are made, in this flow of execution, until it is disposed.</summary>
internal sealed class AttributionScope : IDisposable
{
    private static readonly AsyncLocal<AttributionScope?> Innermost = new();

    private readonly AttributionScope? _outer = Innermost.Value;

    public AttributionScope(string customer, string? workflow)
    {
        Customer = customer;
        Workflow = workflow;
        Innermost.Value = this;
    }

    /// <summary>Null outside any scope.</summary>
    public static AttributionScope? Current => Innermost.Value;

    public string Customer { get; }

    public string? Workflow { get; }

    public void Dispose()
    {
        if (Innermost.Value == this)
        {
            Innermost.Value = _outer;
        }
    }
}
