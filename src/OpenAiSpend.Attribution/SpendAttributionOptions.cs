namespace OpenAiSpend.Attribution;

/// <summary>How much <c>UseSpendAttribution()</c> tells apart. The bounds hold for all clients of a meter together, so for the process.</summary>
public sealed class SpendAttributionOptions
{
    /// <summary>So many customers are counted by name, those that come first; the rest count as <c>other</c>. At least 1; by default 2,000.</summary>
    public int MaxCustomers { get; set; } = 2_000;

    /// <summary>So many workflows are counted by name, those that come first; the rest count as <c>other</c>. At least 1; by default 100.</summary>
    public int MaxWorkflows { get; set; } = 100;

    internal static SpendAttributionOptions From(Action<SpendAttributionOptions>? configure)
    {
        SpendAttributionOptions options = new();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCustomers, 1, nameof(MaxCustomers));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWorkflows, 1, nameof(MaxWorkflows));
        return options;
    }
}
