using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exporter.Export;

/// <summary>Sums of a month.</summary>
/// <param name="organization">The configured name of the organization.</param>
/// <param name="days">The days of the month.</param>
internal sealed class MonthReport(string organization, DayWindow days)
{
    private readonly SortedDictionary<UtcDay, decimal> _byDay = [];
    private readonly Dictionary<(string Id, string Name), decimal> _byProject = [];
    private readonly Dictionary<(string Id, string Name), decimal> _byTool = [];
    private readonly Dictionary<(string Id, string Name), decimal> _byUser = [];

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

    /// <summary>Adds a row.</summary>
    public void Add(ExportRow row, string? user)
    {
        TokensInput += row.TokensInput ?? 0m;
        TokensOutput += row.TokensOutput ?? 0m;
        if (row.CostUsd is { } usd)
        {
            TotalUsd += usd;
            _byDay[row.Date] = _byDay.GetValueOrDefault(row.Date) + usd;
            Add(_byProject, row.ProjectId, row.Project ?? "(no project)", usd);
            Add(_byTool, row.Tool, row.Tool ?? "(no line item)", usd);
            Add(_byUser, row.Identity, user ?? "(no user)", usd);
        }
    }

    private static void Add(Dictionary<(string Id, string Name), decimal> to, string? id, string name, decimal usd)
    {
        var key = (id ?? string.Empty, name);
        to[key] = to.GetValueOrDefault(key) + usd;
    }

    // Two projects, or two people, may have the same name: then their ids tell them apart.
    private static IEnumerable<(string Name, decimal Usd)> Ordered(Dictionary<(string Id, string Name), decimal> sums)
    {
        var shared = sums.Keys.GroupBy(static key => key.Name).Where(static name => name.Count() > 1).Select(static name => name.Key).ToHashSet(StringComparer.Ordinal);
        return sums
            .Select(sum => (Name: shared.Contains(sum.Key.Name) ? $"{sum.Key.Name} ({sum.Key.Id})" : sum.Key.Name, Usd: sum.Value))
            .OrderByDescending(static sum => sum.Usd)
            .ThenBy(static sum => sum.Name, StringComparer.Ordinal);
    }
}
