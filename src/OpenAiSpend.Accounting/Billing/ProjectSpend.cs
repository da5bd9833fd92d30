using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>What each project spent on each known day, in US dollars. Null stands for spend of no project.</summary>
public sealed class ProjectSpend
{
    private readonly DayWindow _known;
    private readonly int _settleDays;

    // A blank id stands for no project: a dictionary has no null key, and no project has a blank id.
    private readonly SortedDictionary<string, decimal[]> _days = new(StringComparer.Ordinal);

    /// <summary>Adds up a snapshot of costs.</summary>
    public ProjectSpend(SurfaceSnapshot costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        _known = costs.Known;
        _settleDays = costs.SettleDays;

        // The rows of a project come one after the other, so that most of them need not look for it.
        (string? Id, decimal[]? Days) project = default;
        foreach (var bucket in costs.Buckets)
        {
            foreach (var row in BilledRow.Of(bucket))
            {
                if (row.Usd is { } amount)
                {
                    var id = row.ProjectId;
                    if (project.Days is null || project.Id != id)
                    {
                        project = (id, Days(id));
                    }

                    project.Days[bucket.Day.DaysSince(_known.Start)] += amount;
                }
            }
        }
    }

    /// <summary>The projects that spent anything on the known days, ordered by id; null for spend of no project.</summary>
    public ImmutableArray<string?> Projects => [.. _days.Keys.Select(static id => id.Length == 0 ? null : id)];

    /// <summary>What the covered projects spent on a day, or null where the day is unknown.</summary>
    public decimal? Day(Func<string?, bool> covers, UtcDay day) => _known.Contains(day) ? Sum(covers, day, day.Next) : null;

    /// <summary>
    /// What the covered projects spent in the month of <paramref name="today"/> so far, or null where days at its start are
    /// unknown: a part must not pass for the whole.
    /// </summary>
    public decimal? MonthToDate(Func<string?, bool> covers, UtcDay today) =>
        _known.Contains(today.MonthStart) ? Sum(covers, today.MonthStart, _known.End < today.Next ? _known.End : today.Next) : null;

    /// <summary>What the covered projects spent in the month before that of <paramref name="today"/>, or null where days of it are unknown.</summary>
    public decimal? PreviousMonth(Func<string?, bool> covers, UtcDay today)
    {
        var end = today.MonthStart;
        var start = end.AddDays(-1).MonthStart;
        return _known.Start <= start && _known.End >= end ? Sum(covers, start, end) : null;
    }

    /// <summary>What the covered projects will have spent when the month of <paramref name="today"/> ends, each forecast by itself, or null where <see cref="MonthToDate"/> is.</summary>
    public decimal? MonthForecast(Func<string?, bool> covers, UtcDay today)
    {
        if (MonthToDate(covers, today) is null)
        {
            return null;
        }

        var forecast = 0m;
        foreach (var days in Covered(covers))
        {
            forecast += Billing.MonthForecast.Of(_known, days, _settleDays, today);
        }

        return forecast;
    }

    /// <summary>
    /// What each of <see cref="Projects"/> will have spent when the month of <paramref name="today"/> ends; nothing where
    /// <see cref="MonthToDate"/> is null.
    /// </summary>
    public IEnumerable<(string? ProjectId, decimal Usd)> MonthForecasts(UtcDay today)
    {
        if (!_known.Contains(today.MonthStart))
        {
            yield break;
        }

        foreach (var (id, days) in _days)
        {
            yield return (id.Length == 0 ? null : id, Billing.MonthForecast.Of(_known, days, _settleDays, today));
        }
    }

    private decimal Sum(Func<string?, bool> covers, UtcDay start, UtcDay end)
    {
        var sum = 0m;
        foreach (var days in Covered(covers))
        {
            for (var day = start; day < end; day = day.Next)
            {
                sum += days[day.DaysSince(_known.Start)];
            }
        }

        return sum;
    }

    private IEnumerable<decimal[]> Covered(Func<string?, bool> covers) =>
        _days.Where(project => covers(project.Key.Length == 0 ? null : project.Key)).Select(static project => project.Value);

    private decimal[] Days(string? projectId)
    {
        if (!_days.TryGetValue(projectId ?? string.Empty, out var days))
        {
            _days.Add(projectId ?? string.Empty, days = new decimal[_known.Days]);
        }

        return days;
    }
}
