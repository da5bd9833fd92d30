using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Collection;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Makes of the configuration what reports are made by.</summary>
internal static class Organizations
{
    /// <summary>What the configuration decides about reports.</summary>
    public static AccountingOptions Accounting(ExporterOptions options) => new()
    {
        AllocatedDays = options.Metrics.CostDays,
        Settings = options.Organizations.Select(static organization => organization.OrganizationName).ToImmutableDictionary(static name => name, options.SettingsOf),
    };

    /// <summary>What is kept about people.</summary>
    public static DirectorySchedule Directory(ExporterOptions options) => new()
    {
        Interval = options.Collection.DirectoryInterval,
        UserNames = options.Privacy.UserNames,
        UserEmails = options.Privacy.UserEmails,
    };
}

/// <summary>Takes over what concerns reports when the configuration is read again.</summary>
/// <param name="settings">What reports are made by.</param>
/// <param name="exposed">Where the thresholds of the alert rules are exposed, and where alerts lead to.</param>
internal sealed class ReloadedReports(ReportSettings settings, ExpositionOptions exposed) : IReloadable
{
    /// <inheritdoc/>
    public void Apply(ExporterOptions options)
    {
        exposed.AlertThresholds = options.Metrics.AlertThresholds;
        exposed.DashboardsUrl = options.Metrics.DashboardsUrl;
        settings.Change(Organizations.Accounting(options), settings.Directory with { UserNames = options.Privacy.UserNames, UserEmails = options.Privacy.UserEmails });
    }
}
