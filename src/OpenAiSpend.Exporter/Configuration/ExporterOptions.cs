namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Everything that can be configured, from the file, the environment and the flags together.</summary>
internal sealed class ExporterOptions
{
    /// <summary>Where the exporter listens.</summary>
    public WebOptions Web { get; set; } = new();

    /// <summary>The organizations; one at least, unless it is the demo.</summary>
    public IReadOnlyList<OrganizationOptions> Organizations { get; set; } = [];

    /// <summary>What is polled, and how often.</summary>
    public CollectionOptions Collection { get; set; } = new();

    /// <summary>What is exposed.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>Whether a simulated organization takes the place of the configured ones. Default false.</summary>
    public bool Demo { get; set; }
}
