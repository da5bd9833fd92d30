using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>The numbers at the top of the page, and of the JSON.</summary>
internal sealed record Overview
{
    /// <summary>The days of a week: what finished days are compared by.</summary>
    public const int Week = 7;

    /// <summary>The current UTC day.</summary>
    public required UtcDay Today { get; init; }

    /// <summary>Today so far.</summary>
    public required PartialUsd TodayUsd { get; init; }

    /// <summary>Yesterday.</summary>
    public required PartialUsd YesterdayUsd { get; init; }

    /// <summary>The same weekday a week before yesterday.</summary>
    public required PartialUsd YesterdayAWeekAgoUsd { get; init; }

    /// <summary>The last seven finished days.</summary>
    public required PartialUsd WeekUsd { get; init; }

    /// <summary>The seven days before those.</summary>
    public required PartialUsd WeekBeforeUsd { get; init; }

    /// <summary>The current month so far.</summary>
    public required PartialUsd MonthToDateUsd { get; init; }

    /// <summary>Where the current month will end.</summary>
    public required PartialUsd ForecastUsd { get; init; }

    /// <summary>The previous month.</summary>
    public required PartialUsd PreviousMonthUsd { get; init; }

    /// <summary>The budget for all that is shown, or null where there is none.</summary>
    public required BudgetLine? Budget { get; init; }

    /// <summary>When the oldest of the costs that are shown were read.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>How far the costs reach that are shown; null where there are none.</summary>
    public required DateTimeOffset? DataThrough { get; init; }

    /// <summary>The currencies that are not in the sums.</summary>
    public required ImmutableSortedSet<string> OtherCurrencies { get; init; }

    /// <summary>Works the numbers out.</summary>
    /// <param name="organizations">The organizations, one at least; of each the costs are known.</param>
    /// <param name="projects">Whose spend counts.</param>
    /// <param name="today">The current day.</param>
    public static Overview Of(IReadOnlyCollection<OrganizationSums> organizations, ProjectChoice projects, UtcDay today)
    {
        PartialUsd Day(UtcDay day) => PartialUsd.Of(organizations, organization => organization.Spend!.Day(projects.Covers, day));
        PartialUsd Days(UtcDay end) => PartialUsd.Of(organizations, organization => Sum(organization, projects, end));
        var costs = organizations.Select(static organization => organization.Costs!).ToList();
        return new Overview
        {
            Today = today,
            TodayUsd = Day(today),
            YesterdayUsd = Day(today.AddDays(-1)),
            YesterdayAWeekAgoUsd = Day(today.AddDays(-1 - Week)),
            WeekUsd = Days(today),
            WeekBeforeUsd = Days(today.AddDays(-Week)),
            MonthToDateUsd = PartialUsd.Of(organizations, organization => organization.Spend!.MonthToDate(projects.Covers, today)),
            ForecastUsd = PartialUsd.Of(organizations, organization => organization.Spend!.MonthForecast(projects.Covers, today)),
            PreviousMonthUsd = PartialUsd.Of(organizations, organization => organization.Spend!.PreviousMonth(projects.Covers, today)),
            Budget = organizations.Count == 1 ? BudgetLine.Of(organizations.First(), projects, today) : null,
            ReadAt = costs.Min(static days => days.Surface.ReadAt),
            DataThrough = costs.Min(static days => days.Surface.DataThrough),
            OtherCurrencies =
            [
                .. costs.SelectMany(days => days.Surface.Buckets.Select(bucket => days.Find(bucket.Day, projects)!))
                    .SelectMany(static day => day.OtherCurrencies),
            ],
        };
    }

    // A week of which a day is unknown is not a week.
    private static decimal? Sum(OrganizationSums organization, ProjectChoice projects, UtcDay end)
    {
        decimal? sum = 0m;
        for (var day = end.AddDays(-Week); day < end; day = day.Next)
        {
            sum += organization.Spend!.Day(projects.Covers, day);
        }

        return sum;
    }
}
