using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Export.Rows;

namespace OpenAiSpend.Export;

/// <summary>Sums of a month.</summary>
/// <param name="organization">The configured name of the organization.</param>
/// <param name="days">The days of the month.</param>
internal sealed class MonthReport(string organization, DayWindow days)
{
    private readonly SortedDictionary<UtcDay, decimal> _byDay = [];
    private readonly Dictionary<string, (string Name, decimal Usd)> _byProject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, decimal Usd)> _byTool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, decimal Usd)> _byUser = new(StringComparer.Ordinal);

    /// <summary>The configured name of the organization.</summary>
    public string Organization => organization;

    /// <summary>The days of the month.</summary>
    public DayWindow Days => days;

    /// <summary>What was billed in US dollars.</summary>
    public decimal TotalUsd { get; private set; }

    /// <summary>All input tokens.</summary>
    public decimal TokensInput { get; private set; }

    /// <summary>All output tokens.</summary>
    public decimal TokensOutput { get; private set; }

    /// <summary>US dollars of each day that has any.</summary>
    public IReadOnlyDictionary<UtcDay, decimal> ByDay => _byDay;

    /// <summary>US dollars of each project, the largest first.</summary>
    public IEnumerable<(string Name, decimal Usd)> ByProject => Ordered(_byProject);

    /// <summary>US dollars of each model, and of what has none by line item, the largest first.</summary>
    public IEnumerable<(string Name, decimal Usd)> ByTool => Ordered(_byTool);

    /// <summary>US dollars of each user, the largest first.</summary>
    public IEnumerable<(string Name, decimal Usd)> ByUser => Ordered(_byUser);

    /// <summary>Reads a month.</summary>
    /// <param name="organization">The configured name of the organization.</param>
    /// <param name="month">Any day of the month; of the current one, the days up to now are read.</param>
    /// <param name="surfaces">The usage surfaces to read.</param>
    /// <param name="userNames">Whether users are shown by name.</param>
    /// <param name="reader">Reads it.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="SpendSourceException">Something that is needed could not be read.</exception>
    public static async Task<MonthReport> ReadAsync(
        string organization, UtcDay month, ImmutableArray<BucketSurface> surfaces, bool userNames, RangeReader reader, CancellationToken cancellationToken)
    {
        var names = await reader.ReadNamesAsync(userNames, apiKeys: false, cancellationToken);
        var (tomorrow, end) = (reader.Today.Next, month.NextMonthStart);
        var report = new MonthReport(organization, new DayWindow(month.MonthStart, tomorrow > month.MonthStart && tomorrow < end ? tomorrow : end));
        await foreach (var read in reader.ReadAsync(RowExport.Queries(surfaces, report.Days), costsAreOptional: false, cancellationToken))
        {
            foreach (var row in read.Days.SelectMany(day => RowJoin.Of(day, read.Find(Surface.Costs, day), read.Usage(day), isSettled: false, AllocationMethod.LineItem, names.Project)))
            {
                report.Add(row, names.User(row.Identity));
            }
        }

        return report;
    }

    private void Add(ExportRow row, string? user)
    {
        TokensInput += row.TokensInput ?? 0m;
        TokensOutput += row.TokensOutput ?? 0m;
        if (row.CostUsd is { } usd)
        {
            TotalUsd += usd;
            _byDay[row.Day] = _byDay.GetValueOrDefault(row.Day) + usd;
            Add(_byProject, row.ProjectId, row.Project ?? "(no project)", usd);
            Add(_byTool, row.Tool, row.Tool ?? "(no line item)", usd);
            Add(_byUser, row.Identity, user ?? "(no user)", usd);
        }
    }

    private static void Add(Dictionary<string, (string Name, decimal Usd)> to, string? id, string name, decimal usd) =>
        to[id ?? string.Empty] = (name, to.GetValueOrDefault(id ?? string.Empty).Usd + usd);

    private static IEnumerable<(string Name, decimal Usd)> Ordered(Dictionary<string, (string Name, decimal Usd)> sums)
    {
        var names = UniqueNames.Of(sums.Select(static sum => (sum.Key, sum.Value.Name)));
        return sums
            .Select(sum => (Name: names[sum.Key], sum.Value.Usd))
            .OrderByDescending(static sum => sum.Usd)
            .ThenBy(static sum => sum.Name, StringComparer.Ordinal);
    }
}
