using System.Collections.Immutable;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Exposition.Otlp;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Everything that can be configured, from the file, the environment and the flags together.</summary>
internal sealed record ExporterOptions
{
    /// <summary>Where the exporter listens.</summary>
    public WebOptions Web { get; set; } = new();

    /// <summary>The organizations; one at least, unless it is the demo.</summary>
    public IReadOnlyList<OrganizationOptions> Organizations { get; set; } = [];

    /// <summary>What is polled, and how often.</summary>
    public CollectionOptions Collection { get; set; } = new();

    /// <summary>What is exposed.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>The budgets. Default none.</summary>
    public IReadOnlyList<BudgetOptions> Budgets { get; set; } = [];

    /// <summary>Attributes of projects, such as <c>team</c>, by project id. Default none.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Projects { get; set; } =
        OrganizationSettings.None.ProjectAttributes;

    /// <summary>Thresholds of the shipped alert rules.</summary>
    public AlertOptions Alerts { get; set; } = new();

    /// <summary>What is exported about people.</summary>
    public PrivacyOptions Privacy { get; set; } = new();

    /// <summary>Where the metrics are pushed by OTLP (<c>otlp</c>), or null, the default, for nowhere.</summary>
    public OtlpOptions? Otlp { get; set; }

    /// <summary>The folder of the state file (<c>state.path</c>), or null, the default, for no state on disk.</summary>
    public string? StatePath { get; set; }

    /// <summary>What is allowed but probably not meant, in whole sentences.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Stands for the configuration in openai_exporter_config_hash: another text where anything but a key is another. Holds no key.</summary>
    public string Fingerprint { get; set; } = string.Empty;

    /// <summary>Whether a simulated organization takes the place of the configured ones. Default false.</summary>
    public bool Demo { get; set; }
}
