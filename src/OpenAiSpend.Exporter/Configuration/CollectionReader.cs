using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>collection</c>.</summary>
internal sealed class CollectionReader(List<ConfigurationError> errors)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostInterval = TimeSpan.FromDays(1);

    // OpenAI keeps about a year.
    private const int MostHistoryDays = 366;

    public CollectionOptions Read(YamlSection collection)
    {
        var options = new CollectionOptions();
        var costs = collection.Section("costs");
        options.Costs = ReadPolling(costs, options.Costs);
        var groupBy = options.GroupBy;
        if (costs.Texts("group_by") is { } costDimensions)
        {
            groupBy = groupBy.SetItem(Surface.Costs, ReadDimensions(costs, "group_by", Surface.Costs, costDimensions));
        }

        costs.RefuseUnknownKeys();

        var usage = collection.Section("usage");
        options.Usage = ReadPolling(usage, options.Usage);
        usage.RefuseUnknownKeys();

        if (collection.Number("requests_per_second", 0, 1000) is { } rate)
        {
            options.RequestsPerSecond = (double)rate;
        }

        options.Burst = collection.Integer("burst", options.Burst, 1, 10_000);
        options.Surfaces = ReadSurfaces(collection) ?? options.Surfaces;

        var perSurface = collection.Section("group_by");
        foreach (var surface in Surface.Usage)
        {
            if (perSurface.Texts(surface.Name) is { } dimensions)
            {
                groupBy = groupBy.SetItem(surface, ReadDimensions(perSurface, surface.Name, surface, dimensions));
            }
        }

        perSurface.RefuseUnknownKeys();
        collection.RefuseUnknownKeys();
        options.GroupBy = groupBy;
        return options;
    }

    private static PollingOptions ReadPolling(YamlSection section, PollingOptions otherwise)
    {
        var options = new PollingOptions(
            section.Duration("interval", otherwise.Interval, LeastInterval, MostInterval),
            section.Days("history", otherwise.HistoryDays, 1, MostHistoryDays),
            section.Days("settle", otherwise.SettleDays, 1, 31));
        if (options.SettleDays > options.HistoryDays)
        {
            section.Error("settle", string.Create(CultureInfo.InvariantCulture, $"{options.SettleDays}d cannot be read again while history keeps {options.HistoryDays}d"));
        }

        return options;
    }

    private static ImmutableArray<BucketSurface>? ReadSurfaces(YamlSection collection)
    {
        if (collection.Texts("surfaces") is not { } names)
        {
            return null;
        }

        foreach (var name in names)
        {
            if (!Surface.Usage.Any(surface => surface.Name == name))
            {
                collection.Error("surfaces", $"\"{name}\" was found; allowed: {string.Join(", ", Surface.Usage)}");
            }
        }

        // Costs are the point of the program and are always read; the list is about usage.
        return [.. Surface.Usage.Where(surface => names.Contains(surface.Name))];
    }

    private ImmutableArray<Dimension> ReadDimensions(YamlSection section, string key, BucketSurface surface, IReadOnlyList<string> names)
    {
        var before = errors.Count;
        foreach (var name in names)
        {
            if (!surface.GroupBy.Any(dimension => dimension.Name == name))
            {
                section.Error(key, $"\"{name}\" was found; {surface} can be grouped by {string.Join(", ", surface.GroupBy)}");
            }
        }

        return errors.Count > before ? surface.GroupBy : [.. surface.GroupBy.Where(dimension => names.Contains(dimension.Name))];
    }
}
