using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Collection;
using OpenAiSpend.Exposition;
using OpenAiSpend.Hosting;
using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Everything that can be configured, from the file, the environment and the flags together.</summary>
internal sealed record ExporterOptions
{
    /// <summary>Where the exporter listens.</summary>
    public WebOptions Web { get; set; } = new();

    /// <summary>The organizations; one at least, unless it is the demo.</summary>
    public IReadOnlyList<OpenAiOptions> Organizations { get; set; } = [];

    /// <summary>What is polled, and how often.</summary>
    public CollectionOptions Collection { get; set; } = new();

    /// <summary>Where the tokens come from that services counted by customer, or null, the default, for nowhere.</summary>
    public TracesOptions? Traces { get; set; }

    /// <summary>What is exposed and pushed, with the thresholds of the alert rules.</summary>
    public ExpositionOptions Metrics { get; set; } = new()
    {
        AlertThresholds = ExpositionOptions.ShippedAlertThresholds,
        DashboardsUrl = ExpositionOptions.ShippedDashboardsUrl,
    };

    /// <summary>The budgets. Default none.</summary>
    public IReadOnlyList<BudgetOptions> Budgets { get; set; } = [];

    /// <summary>Attributes of projects, such as <c>team</c>, by project id. Default none.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Projects { get; set; } =
        OrganizationSettings.None.ProjectAttributes;

    /// <summary>What is exported about people.</summary>
    public PrivacyOptions Privacy { get; set; } = new();

    /// <summary>The folder of the state file (<c>state.path</c>), or null, the default, for no state on disk.</summary>
    public string? StatePath { get; set; }

    /// <summary>What the file says is to be logged (<c>log.level</c>); null where it does not, or where the flag goes before it.</summary>
    public string? LogLevel { get; set; }

    /// <summary>What is allowed but probably not meant, in whole sentences.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Stands for the configuration in openai_exporter_config_hash: another text where anything but a key is another. Holds no key.</summary>
    public string Fingerprint { get; set; } = string.Empty;

    /// <summary>The sections of the file, as they were read, to see which of them are others when it is read again.</summary>
    public ImmutableSortedDictionary<string, string> Sections { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether a simulated organization takes the place of the configured ones. Default false.</summary>
    public bool Demo { get; set; }

    /// <summary>Whether nothing happens in the simulated organization that anybody would have to be told of. Default false.</summary>
    public bool IsDemoQuiet { get; set; }

    /// <summary>What the configuration says about an organization.</summary>
    public OrganizationSettings SettingsOf(string organization)
    {
        var settings = new OrganizationSettings { ProjectAttributes = Projects };
        return settings with
        {
            Budgets = [.. Budgets.Where(budget => (budget.Organization ?? organization) == organization).Select(budget => budget.ToBudget(settings))],
        };
    }
}

/// <summary>What the flags said; null where a flag was not given.</summary>
internal sealed record CommandLineOptions
{
    /// <summary><c>--config.file</c>.</summary>
    public string? ConfigFile { get; init; }

    /// <summary><c>--web.listen-address</c>.</summary>
    public string? ListenAddress { get; init; }

    /// <summary><c>--log.level</c>.</summary>
    public string? LogLevel { get; init; }

    /// <summary><c>--demo</c>: <c>story</c> or <c>quiet</c>.</summary>
    public string? Demo { get; init; }

    /// <summary><c>--syntax-only</c>: keys, certificates and tokens need not be there.</summary>
    public bool SyntaxOnly { get; init; }
}
