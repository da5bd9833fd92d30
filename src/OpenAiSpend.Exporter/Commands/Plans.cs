using System.Collections.Immutable;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Makes of an organization's configuration what collection needs to poll it.</summary>
internal static class Plans
{
    public static OrganizationPlan Of(
        OrganizationOptions organization, ExporterOptions options, IRequestObserver observer, TimeProvider clock, ILoggerFactory loggers)
    {
        var collection = options.Collection;
        var source = Source(organization, collection, observer, clock, loggers);
        return new OrganizationPlan
        {
            Name = organization.Name,
            Identity = new SourceIdentity(organization.OrganizationId, organization.BaseUrl, [.. organization.ProjectIds]),
            Source = source,
            Surfaces = [Plan(Surface.Costs, collection.Costs, collection), .. collection.Surfaces.Select(surface => Plan(surface, collection.Usage, collection))],
            DirectorySource = source.Directory,
            Directory = new DirectoryPlan { UserNames = options.Privacy.UserNames, UserEmails = options.Privacy.UserEmails },
            Settings = Settings(organization, options),
        };
    }

    /// <summary>Where an organization is read from.</summary>
    public static OpenAiSpendSource Source(
        OrganizationOptions organization, CollectionOptions collection, IRequestObserver? observer, TimeProvider clock, ILoggerFactory loggers) => new(
            new OpenAiOptions
            {
                OrganizationName = organization.Name,
                AdminKey = organization.AdminKey,
                OrganizationId = organization.OrganizationId,
                BaseUrl = organization.BaseUrl,
                ProjectIds = [.. organization.ProjectIds],
                RequestsPerSecond = organization.RequestsPerSecond ?? collection.RequestsPerSecond,
                Burst = collection.Burst,
            },
            observer,
            clock,
            loggers);

    private static OrganizationSettings Settings(OrganizationOptions organization, ExporterOptions options)
    {
        var settings = new OrganizationSettings { ProjectAttributes = options.Projects };
        return settings with
        {
            Budgets =
            [
                .. options.Budgets.Where(budget => budget.Organization is null || budget.Organization == organization.Name).Select(budget => new Budget
                {
                    Name = budget.Name,
                    Projects = budget.Team is { } team ? settings.ProjectsOfTeam(team) : budget.Projects?.ToImmutableSortedSet(StringComparer.Ordinal),
                    Team = budget.Team,
                    MonthlyUsd = budget.MonthlyUsd,
                    DailyUsd = budget.DailyUsd,
                }),
            ],
        };
    }

    private static SurfacePlan Plan(BucketSurface surface, PollingOptions polling, CollectionOptions collection) => new()
    {
        Surface = surface,
        GroupBy = collection.GroupBy[surface],
        Interval = polling.Interval,
        HistoryDays = polling.HistoryDays,
        SettleDays = polling.SettleDays,
    };
}
