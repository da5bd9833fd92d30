using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;

namespace OpenAiSpend.Accounting;

/// <summary>What the configuration decides about a report. A changed configuration is another object.</summary>
public sealed record AccountingOptions
{
    /// <summary>How many trailing UTC days of costs are allocated, today included. At least 1; default 35.</summary>
    public int AllocatedDays { get; init; } = 35;

    /// <summary>Budgets and attributes by the name of the organization. Default none.</summary>
    public ImmutableDictionary<string, OrganizationSettings> Settings { get; init; } = ImmutableDictionary<string, OrganizationSettings>.Empty;

    /// <summary>The budgets and attributes of an organization.</summary>
    public OrganizationSettings SettingsOf(string organization) => Settings.GetValueOrDefault(organization, OrganizationSettings.None);
}
