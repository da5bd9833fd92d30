using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;

namespace OpenAiSpend.Export.Formats;

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
