using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Traces;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Makes of the configuration what the other rooms need to poll organizations and to account for them.</summary>
internal static class Organizations
{
    /// <summary>What is polled of an organization.</summary>
    public static PolledOrganization Polled(
        OpenAiOptions organization, ExporterOptions options, IRequestObserver observer, TimeProvider clock, ILoggerFactory loggers)
    {
        var collection = options.Collection;
        var source = new OpenAiSpendSource(organization, observer, clock, loggers);
        return new PolledOrganization
        {
            Name = organization.OrganizationName,
            Identity = new SourceIdentity(organization.OrganizationId, organization.BaseUrl, [.. organization.ProjectIds], [.. organization.LineItems]),
            Source = source,
            Surfaces = [Schedule(Surface.Costs, collection.Costs, collection), .. collection.Surfaces.Select(surface => Schedule(surface, collection.Usage, collection))],
            Traces = options.Traces is { Source.Organization: var traced } traces && traced == organization.OrganizationName ? Polled(traces, observer, clock) : null,
            DirectorySource = source.Directory,
        };
    }

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

    private static PolledTraces Polled(TracesOptions traces, IRequestObserver observer, TimeProvider clock)
    {
        var (source, polling) = traces;
        return new PolledTraces(new PrometheusTraceSource(source, observer, clock), new PollSchedule
        {
            Surface = Surface.Traces,
            GroupBy = source.GroupBy,
            Interval = polling.Interval,
            HistoryDays = polling.HistoryDays,
            SettleDays = polling.SettleDays,
            KeepsSettled = true,
            Origin = $"{source.CustomerLabel} {source.ProjectLabel}",
        });
    }

    private static PollSchedule Schedule(BucketSurface surface, PollingOptions polling, CollectionOptions collection) => new()
    {
        Surface = surface,
        GroupBy = collection.GroupBy[surface],
        Interval = polling.Interval,
        HistoryDays = polling.HistoryDays,
        SettleDays = polling.SettleDays,
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
