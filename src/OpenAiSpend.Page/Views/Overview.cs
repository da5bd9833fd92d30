using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Views;

/// <summary>The numbers at the top of the spend page, and of the JSON.</summary>
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

    /// <summary>The known days of the current month so far: a lower bound where there are <see cref="MissingDays"/>.</summary>
    public required PartialUsd MonthToDateUsd { get; init; }

    /// <summary>The finished days of the month that are not in <see cref="MonthToDateUsd"/>, because they are not known of every organization in it.</summary>
    public required ImmutableArray<UtcDay> MissingDays { get; init; }

    /// <summary>Where the current month will end.</summary>
    public required PartialUsd ForecastUsd { get; init; }

    /// <summary>The previous month.</summary>
    public required PartialUsd PreviousMonthUsd { get; init; }

    /// <summary>The budget for all that is shown, or null where there is none.</summary>
    public required BudgetLine? Budget { get; init; }

    /// <summary>When the oldest of the costs that are shown were read.</summary>
    public required DateTimeOffset? ReadAt { get; init; }

    /// <summary>How far the costs reach that are shown; null where there are none.</summary>
    public required DateTimeOffset? DataThrough { get; init; }

    /// <summary>The currencies that are not in the sums.</summary>
    public required ImmutableSortedSet<string> OtherCurrencies { get; init; }

    /// <summary>Works the numbers out.</summary>
    /// <param name="organizations">The organizations, one at least; of each the costs are known.</param>
    /// <param name="projects">Whose spend counts.</param>
    /// <param name="snapshot">The moment.</param>
    public static Overview Of(IReadOnlyCollection<OrganizationReport> organizations, ProjectFilter projects, SpendSnapshot snapshot)
    {
        var today = snapshot.Today;
        PartialUsd Day(int ago) => PartialUsd.Of(organizations, organization => organization.Spend!.Day(projects.Covers, today.AddDays(-ago)));

        // A week of which a day is unknown is not a week.
        PartialUsd WeekBefore(int ago) => PartialUsd.Of(organizations, organization => Enumerable.Range(ago + 1, Week)
            .Aggregate((decimal?)0m, (usd, before) => usd + organization.Spend!.Day(projects.Covers, today.AddDays(-before))));
        var costs = organizations.Select(static organization => organization.Costs!).ToList();
        return new Overview
        {
            Today = today,
            TodayUsd = Day(0),
            YesterdayUsd = Day(1),
            YesterdayAWeekAgoUsd = Day(1 + Week),
            WeekUsd = WeekBefore(0),
            WeekBeforeUsd = WeekBefore(Week),
            MonthToDateUsd = PartialUsd.Of(organizations, organization => organization.Spend!.MonthToDate(projects.Covers, today)),
            MissingDays = [.. organizations.SelectMany(organization => MissingDaysOf(organization, today)).Distinct().Order()],
            ForecastUsd = PartialUsd.Of(organizations, organization => organization.Spend!.MonthForecast(projects.Covers, today)),
            PreviousMonthUsd = PartialUsd.Of(organizations, organization => organization.Spend!.PreviousMonth(projects.Covers, today)),
            Budget = organizations.Count == 1 ? BudgetLine.Of(organizations.First(), projects, today) : null,
            ReadAt = organizations.Min(organization => CostsReadAt(snapshot, organization.Name)),
            DataThrough = costs.Min(static days => days.Surface.DataThrough),
            OtherCurrencies =
            [
                .. costs.SelectMany(days => days.Surface.Buckets.Select(bucket => days.Find(bucket.Day, projects)!))
                    .SelectMany(static day => day.OtherCurrencies),
            ],
        };
    }

    /// <summary>When the costs of an organization were last read with success.</summary>
    public static DateTimeOffset? CostsReadAt(SpendSnapshot snapshot, string organization) =>
        snapshot.Health.FirstOrDefault(poll => poll.Organization == organization && poll.Surface == Surface.Costs)?.LastSuccess;

    /// <summary>The finished days of the month that an organization's month to date lacks; nothing where there is no month to date.</summary>
    public static IEnumerable<UtcDay> MissingDaysOf(OrganizationReport organization, UtcDay today)
    {
        var (costs, start) = (organization.Costs?.Surface, today.MonthStart);
        return costs is not null && costs.Window.Contains(start)
            ? Enumerable.Range(0, today.DaysSince(start)).Select(start.AddDays).Where(day => !costs.IsKnown(day))
            : [];
    }
}

/// <summary>Dollars of several organizations, and whose are not in the sum because they are not known.</summary>
/// <param name="Usd">US dollars, or null where nobody's are known.</param>
/// <param name="Missing">The organizations that are not in the sum.</param>
internal readonly record struct PartialUsd(decimal? Usd, ImmutableArray<string> Missing)
{
    /// <summary>Adds up what is known.</summary>
    public static PartialUsd Of(IReadOnlyCollection<OrganizationReport> organizations, Func<OrganizationReport, decimal?> read)
    {
        var known = organizations.Select(organization => (organization.Name, Usd: read(organization))).ToLookup(static one => one.Usd is not null);
        return new PartialUsd(known[true].Any() ? known[true].Sum(static one => one.Usd) : null, [.. known[false].Select(static one => one.Name)]);
    }
}
