using System.Collections.Immutable;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Exposition;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Traces;

namespace OpenAiSpend.Hosting;

/// <summary>Whose spend a service shows, and how much of it.</summary>
public sealed class HostedSpendOptions
{
    /// <summary>The file that holds the Admin key of the one organization; read again when it changes. Default none.</summary>
    public string? AdminKeyFile { get; set; }

    /// <summary>Where the API of the one organization is.</summary>
    public Uri BaseUrl { get; set; } = OpenAiOptions.DefaultBaseUrl;

    /// <summary>The organizations, where there are several, or where one needs more than a key. Default none.</summary>
    public IReadOnlyList<OpenAiOptions> Organizations { get; set; } = [];

    /// <summary>What is polled, and how often.</summary>
    public CollectionOptions Collection { get; set; } = new();

    /// <summary>How much of it is shown.</summary>
    public ExpositionOptions Metrics { get; set; } = new() { AlertThresholds = ExpositionOptions.ShippedAlertThresholds };

    /// <summary>Where tokens by customer come from, or null, the default, for nowhere.</summary>
    public TracesOptions? Traces { get; set; }

    /// <summary>Budgets and attributes of projects, and what is kept about people. Default: none, and names without addresses.</summary>
    public ReportSettings? Settings { get; set; }

    /// <summary>The folder in which the state is kept, so that a restart serves what was known; or null, the default, for none.</summary>
    public string? StatePath { get; set; }

    /// <summary>The organizations: those that are listed, and that of <see cref="AdminKeyFile"/>.</summary>
    /// <exception cref="ArgumentException">The file cannot be read or holds no key; the message says why, without the key.</exception>
    internal ImmutableArray<OpenAiOptions> AllOrganizations() => AdminKeyFile is null
        ? [.. Organizations]
        : [.. Organizations, new OpenAiOptions { AdminKey = AdminKey.FromFile(AdminKeyFile), AdminKeyOrigin = AdminKeyFile, BaseUrl = BaseUrl }];

    /// <summary>Everything that keeps these options from being used.</summary>
    internal ImmutableArray<OptionError> Validate(ImmutableArray<OpenAiOptions> organizations) =>
    [
        .. OptionError.Unless(organizations.Length > 0, nameof(AdminKeyFile), "an admin key file, or an organization, is needed"),
        .. OptionError.Unless(
            organizations.DistinctBy(static organization => organization.OrganizationName).Count() == organizations.Length, nameof(Organizations), "two organizations have the same name"),
        .. organizations.SelectMany(static organization => organization.Validate()),
        .. Collection.Costs.Validate(),
        .. Collection.Usage.Validate(),
        .. Traces?.Source.Validate() ?? [],
        .. Traces?.Polling.Validate() ?? [],
        .. Metrics.Validate(),
    ];
}

/// <summary>Where traced tokens come from, and how they are polled.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Polling">How they are polled.</param>
public sealed record TracesOptions(TraceOptions Source, PollingOptions Polling);
