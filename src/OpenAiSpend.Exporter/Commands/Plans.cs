using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Makes of an organization's configuration what collection needs to poll it.</summary>
internal static class Plans
{
    public static OrganizationPlan Of(
        OrganizationOptions organization, CollectionOptions collection, IRequestObserver observer, TimeProvider clock, ILoggerFactory loggers)
    {
        var source = new OpenAiSpendSource(
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
        return new OrganizationPlan(
            organization.Name,
            source,
            [Plan(Surface.Costs, collection.Costs, collection), .. collection.Surfaces.Select(surface => Plan(surface, collection.Usage, collection))]);
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
