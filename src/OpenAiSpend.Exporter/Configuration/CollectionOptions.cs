using System.Collections.Immutable;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>collection</c>.</summary>
internal sealed class CollectionOptions
{
    /// <summary>How costs are polled. Default every 15 minutes, 65 days kept, 4 days read again.</summary>
    public PollingOptions Costs { get; set; } = new(TimeSpan.FromMinutes(15), HistoryDays: 65, SettleDays: 4);

    /// <summary>How each usage surface is polled. Default every 5 minutes, 8 days kept, 2 days read again.</summary>
    public PollingOptions Usage { get; set; } = new(TimeSpan.FromMinutes(5), HistoryDays: 8, SettleDays: 2);

    /// <summary>Requests per second to one organization, 0 for no limit. Default 1.</summary>
    public double RequestsPerSecond { get; set; } = 1;

    /// <summary>Requests that may go out at once after a pause. Default 20.</summary>
    public int Burst { get; set; } = 20;

    /// <summary>The usage surfaces to poll. Default all ten.</summary>
    public ImmutableArray<BucketSurface> Surfaces { get; set; } = Surface.Usage;

    /// <summary>What each surface is grouped by. Default everything it offers, but costs by project and line item.</summary>
    public ImmutableDictionary<BucketSurface, ImmutableArray<Dimension>> GroupBy { get; set; } =
        Surface.Usage.ToImmutableDictionary(static surface => surface, static surface => surface.GroupBy)
            .Add(Surface.Costs, [Dimension.ProjectId, Dimension.LineItem]);
}
