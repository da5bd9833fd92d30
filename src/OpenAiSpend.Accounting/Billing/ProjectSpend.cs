using System.Collections.Immutable;
using OpenAiSpend.Accounting.Customers;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>What each project, or each customer, spent on each day, in US dollars. Null stands for spend of none.</summary>
public sealed class ProjectSpend
{
    private readonly DayWindow _window;
    private readonly bool[] _known;
    private readonly int _settleDays;

    // A blank id stands for no project: a dictionary has no null key, and no project has a blank id.
    private readonly SortedDictionary<string, decimal[]> _days = new(StringComparer.Ordinal);

    /// <summary>Adds up a snapshot of costs.</summary>
    public ProjectSpend(SurfaceSnapshot costs)
        : this(costs, static bucket => BilledRow.Of(bucket).Select(static row => (row.ProjectId, row.Usd)))
    {
    }

    private ProjectSpend(SurfaceSnapshot costs, Func<Bucket, IEnumerable<(string? Id, decimal? Usd)>> rowsOf)
    {
        ArgumentNullException.ThrowIfNull(costs);
        _window = costs.Window;
        _known = [.. Enumerable.Range(0, _window.Days).Select(day => costs.IsKnown(_window.Start.AddDays(day)))];
        _settleDays = costs.SettleDays;

        // The rows of a project come one after the other, so that most of them need not look for it.
        (string? Id, decimal[]? Days) project = default;
        foreach (var bucket in costs.Buckets)
        {
            foreach (var (id, usd) in rowsOf(bucket))
            {
                if (usd is { } amount)
                {
                    if (project.Days is null || project.Id != id)
                    {
                        project = (id, Days(id));
                    }

                    project.Days[bucket.Day.DaysSince(_window.Start)] += amount;
                }
            }
        }
    }

    /// <summary>Adds up what customers were billed; null stands for what was not traced.</summary>
    public static ProjectSpend OfCustomers(CustomerAllocation customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var customer = CustomerAllocation.CustomerCosts.IndexOf(Dimension.Customer);
        return new ProjectSpend(customers.Costs, bucket => Enumerable.Range(0, bucket.Count).Select(row => (bucket.Dimensions(row)[customer], bucket.Value(row, 0))));
    }

    /// <summary>The projects that spent anything, ordered by id; null for spend of no project.</summary>
    public ImmutableArray<string?> Projects => [.. _days.Keys.Select(static id => id.Length == 0 ? null : id)];

    /// <summary>Whether every day of a window is known.</summary>
    public bool IsKnown(DayWindow days) =>
        days.Start >= _window.Start && days.End <= _window.End && !_known.AsSpan(days.Start.DaysSince(_window.Start), days.Days).Contains(false);

    /// <summary>What the covered projects spent on a day, or null where the day is unknown.</summary>
    public decimal? Day(Func<string?, bool> covers, UtcDay day) => IsKnown(new DayWindow(day, day.Next)) ? Sum(covers, day, day.Next) : null;

    /// <summary>
    /// What the covered projects spent in the month of <paramref name="today"/> so far: the sum of the days that are known,
    /// and so a lower bound where <see cref="IsKnown"/> is false for them. Null where the days that were read do not reach
    /// back to the first of the month.
    /// </summary>
    public decimal? MonthToDate(Func<string?, bool> covers, UtcDay today) =>
        _window.Contains(today.MonthStart) ? Sum(covers, today.MonthStart, _window.End < today.Next ? _window.End : today.Next) : null;

    /// <summary>What the covered projects spent in the month before that of <paramref name="today"/>, or null where days of it are unknown.</summary>
    public decimal? PreviousMonth(Func<string?, bool> covers, UtcDay today)
    {
        var end = today.MonthStart;
        var month = new DayWindow(end.AddDays(-1).MonthStart, end);
        return IsKnown(month) ? Sum(covers, month.Start, month.End) : null;
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
            forecast += Billing.MonthForecast.Of(_window, days, _known, _settleDays, today);
        }

        return forecast;
    }

    /// <summary>
    /// What each of <see cref="Projects"/> will have spent when the month of <paramref name="today"/> ends; nothing where
    /// <see cref="MonthToDate"/> is null.
    /// </summary>
    public IEnumerable<(string? ProjectId, decimal Usd)> MonthForecasts(UtcDay today) => _window.Contains(today.MonthStart)
        ? _days.Select(project => (
            project.Key.Length == 0 ? null : project.Key,
            Billing.MonthForecast.Of(_window, project.Value, _known, _settleDays, today)))
        : [];

    private decimal Sum(Func<string?, bool> covers, UtcDay start, UtcDay end)
    {
        var sum = 0m;
        foreach (var days in Covered(covers))
        {
            for (var day = start; day < end; day = day.Next)
            {
                sum += days[day.DaysSince(_window.Start)];
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
            _days.Add(projectId ?? string.Empty, days = new decimal[_window.Days]);
        }

        return days;
    }
}
