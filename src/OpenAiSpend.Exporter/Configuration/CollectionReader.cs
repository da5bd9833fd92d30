using System.Collections.Immutable;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>collection</c>.</summary>
internal static class CollectionReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="collection">The section.</param>
    /// <param name="limits">Takes what the section says about requests and line items, which holds for every organization.</param>
    public static CollectionOptions Read(YamlSection collection, OpenAiOptions limits)
    {
        var options = new CollectionOptions();
        var costs = collection.Section("costs");
        options.Costs = ReadPolling(costs, options.Costs);
        var groupBy = options.GroupBy.SetItem(Surface.Costs, ReadDimensions(costs, "group_by", Surface.Costs) ?? options.GroupBy[Surface.Costs]);
        limits.LineItems = [.. costs.Texts("line_items") ?? []];
        costs.Errors(limits.Validate().Where(static error => error.Option == nameof(OpenAiOptions.LineItems)));
        costs.RefuseUnknownKeys();

        var usage = collection.Section("usage");
        options.Usage = ReadPolling(usage, options.Usage);
        usage.RefuseUnknownKeys();

        var directory = collection.Section("directory");
        options.DirectoryInterval = directory.Duration("interval", options.DirectoryInterval, PollingOptions.DirectoryIntervalRange);
        directory.RefuseUnknownKeys();

        limits.RequestsPerSecond = (double?)collection.Number("requests_per_second", new OptionRange<decimal>(0, (decimal)OpenAiOptions.RateRange.Most)) ?? limits.RequestsPerSecond;
        collection.Errors(limits.Validate().Where(static error => error.Option == nameof(OpenAiOptions.RequestsPerSecond)));
        limits.Burst = collection.Integer("burst", limits.Burst, OpenAiOptions.BurstRange);

        // Costs are the point of the program and are always read; the list is about usage.
        options.Surfaces = Choose(collection, "surfaces", Surface.Usage, $"allowed: {string.Join(", ", Surface.Usage)}") ?? options.Surfaces;

        var perSurface = collection.Section("group_by");
        foreach (var surface in Surface.Usage)
        {
            groupBy = groupBy.SetItem(surface, ReadDimensions(perSurface, surface.Name, surface) ?? groupBy[surface]);
        }

        perSurface.RefuseUnknownKeys();
        collection.RefuseUnknownKeys();
        options.GroupBy = groupBy;
        return options;
    }

    private static PollingOptions ReadPolling(YamlSection section, PollingOptions otherwise)
    {
        var options = new PollingOptions(
            section.Duration("interval", otherwise.Interval, PollingOptions.IntervalRange),
            section.Days("history", otherwise.HistoryDays, PollingOptions.HistoryRange),
            section.Days("settle", otherwise.SettleDays, PollingOptions.SettleRange));
        section.Errors(options.Validate().Select(static error => error with { Option = error.Option.Replace("Days", string.Empty, StringComparison.Ordinal) }));
        return options;
    }

    private static ImmutableArray<Dimension>? ReadDimensions(YamlSection section, string key, BucketSurface surface) =>
        Choose(section, key, surface.GroupBy, $"{surface} can be grouped by {string.Join(", ", surface.GroupBy)}");

    // What is chosen keeps the order in which there is a choice.
    private static ImmutableArray<T>? Choose<T>(YamlSection section, string key, ImmutableArray<T> choice, string allowed)
        where T : notnull
    {
        if (section.Texts(key) is not { } names)
        {
            return null;
        }

        foreach (var name in names.Except(choice.Select(static one => one.ToString()!)))
        {
            section.Error(key, $"{ConfigurationError.Found(name)}; {allowed}");
        }

        return [.. choice.Where(one => names.Contains(one.ToString()))];
    }
}
