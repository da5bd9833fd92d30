using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>Spend by day, and by whatever it is broken down by. The page and the JSON show the same one.</summary>
/// <param name="Window">The days.</param>
/// <param name="By">What the groups are.</param>
/// <param name="Days">The sum of each day, in order.</param>
/// <param name="Groups">The groups, the most expensive first.</param>
internal sealed record SpendTable(DayWindow Window, Breakdown By, ImmutableArray<SpendDay> Days, ImmutableArray<SpendGroup> Groups)
{
    /// <summary>Adds up organizations.</summary>
    /// <param name="organizations">The organizations; those whose costs have never been read are left out.</param>
    /// <param name="projects">Whose spend counts.</param>
    /// <param name="by">What to break it down by.</param>
    /// <param name="window">The days. By user, those of which usage has not been read are not known.</param>
    /// <param name="today">The current day.</param>
    public static SpendTable Of(IEnumerable<OrganizationSums> organizations, ProjectChoice projects, Breakdown by, DayWindow window, UtcDay today)
    {
        var read = organizations.Where(static organization => organization.Costs is not null).ToList();
        var groups = new Dictionary<(string? Organization, string Id), SpendGroup>();
        var days = ImmutableArray.CreateBuilder<SpendDay>(window.Days);
        for (var day = window.Start; day < window.End; day = day.Next)
        {
            var known = read.Where(organization => (by == Breakdown.User ? organization.Allocated?.Surface : organization.Costs!.Surface)?.Known.Contains(day) == true).ToList();
            foreach (var organization in known)
            {
                Add(groups, organization, projects, by, window, day);
            }

            days.Add(new SpendDay(
                day,
                StateOf(day, known, today),
                known.Count == 0 ? null : known.Sum(organization => organization.Spend!.Day(projects.Covers, day) ?? 0m),
                [.. read.Except(known).Select(static organization => organization.Name)]));
        }

        return new SpendTable(
            window,
            by,
            days.MoveToImmutable(),
            [.. groups.Values.Select(group => (Group: group, Sum: group.Last(window.Days)))
                .OrderByDescending(static pair => pair.Sum).ThenBy(static pair => pair.Group.Name, StringComparer.Ordinal)
                .ThenBy(static pair => pair.Group.Organization, StringComparer.Ordinal).Select(static pair => pair.Group)]);
    }

    private static DayState StateOf(UtcDay day, List<OrganizationSums> known, UtcDay today)
    {
        if (day == today && known.Count > 0)
        {
            return DayState.Open;
        }

        return known.Count == 0
            ? DayState.Unknown
            : known.Any(organization => day > organization.Costs!.Surface.Known.Last.AddDays(-organization.Costs.Surface.SettleDays))
                ? DayState.Settling
                : DayState.Settled;
    }

    private static void Add(
        Dictionary<(string? Organization, string Id), SpendGroup> groups,
        OrganizationSums organization,
        ProjectChoice projects,
        Breakdown by,
        DayWindow window,
        UtcDay day)
    {
        var costs = organization.Costs!.Find(day, projects);
        var sums = by switch
        {
            Breakdown.Project => costs?.ByProject,
            Breakdown.Model => costs?.ByModel,
            Breakdown.User => organization.Allocated!.Find(day, projects)?.ByUser,
            _ => costs?.ByLineItem,
        };
        foreach (var (id, usd) in sums ?? ImmutableDictionary<string, decimal>.Empty)
        {
            // Organizations share models and line items, but neither projects nor users.
            var owner = by is Breakdown.Project or Breakdown.User ? organization.Name : null;
            if (!groups.TryGetValue((owner, id), out var group))
            {
                group = new SpendGroup(owner, id.Length == 0 ? null : id, NameOf(organization, by, id), new decimal[window.Days]);
                groups.Add((owner, id), group);
            }

            group.UsdByDay[day.DaysSince(window.Start)] += usd;
        }
    }

    private static string NameOf(OrganizationSums organization, Breakdown by, string id) => by switch
    {
        Breakdown.Project => organization.ProjectName(id),
        Breakdown.User => organization.UserName(id),
        Breakdown.Model => id.Length == 0 ? "(no model)" : id,
        _ => id.Length == 0 ? "(no line item)" : id,
    };
}
