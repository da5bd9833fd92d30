using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>Spend by day, and by whatever it is broken down by. The spend page and the JSON show the same.</summary>
/// <param name="Window">The days.</param>
/// <param name="By">What the groups are.</param>
/// <param name="Days">The sum of each day, in order.</param>
/// <param name="Groups">The groups, the most expensive first.</param>
internal sealed record DailySpend(DayWindow Window, Breakdown By, ImmutableArray<SpendDay> Days, ImmutableArray<SpendGroup> Groups)
{
    /// <summary>Adds up organizations.</summary>
    /// <param name="organizations">The organizations; of each the costs have been read.</param>
    /// <param name="projects">Whose spend counts.</param>
    /// <param name="by">What to break it down by.</param>
    /// <param name="window">The days. By user, those whose costs are not allocated are not known.</param>
    /// <param name="today">The current day.</param>
    public static DailySpend Of(IReadOnlyCollection<OrganizationReport> organizations, ProjectFilter projects, Breakdown by, DayWindow window, UtcDay today)
    {
        var groups = new Dictionary<(string? Organization, string Id), SpendGroup>();
        var days = ImmutableArray.CreateBuilder<SpendDay>(window.Days);
        for (var day = window.Start; day < window.End; day = day.Next)
        {
            var known = organizations
                .Where(organization => SurfaceOf(organization, by)?.IsKnown(day) == true)
                .ToList();
            foreach (var organization in known)
            {
                foreach (var (id, usd) in Totals(organization, projects, by, day) ?? ImmutableDictionary<string, decimal>.Empty)
                {
                    // Organizations share models and line items, but neither projects nor users, and customers are told apart.
                    var owner = by is Breakdown.Project or Breakdown.User or Breakdown.Customer ? organization.Name : null;
                    if (!groups.TryGetValue((owner, id), out var group))
                    {
                        group = new SpendGroup(owner, id.Length == 0 ? null : id, NameOf(organization, by, id), new decimal[window.Days]);
                        groups.Add((owner, id), group);
                    }

                    group.UsdByDay[day.DaysSince(window.Start)] += usd;
                }
            }

            days.Add(new SpendDay(
                day,
                StateOf(day, known, today),
                known.Count == 0 ? null : known.Sum(organization => organization.Spend!.Day(projects.Covers, day) ?? 0m),
                [.. organizations.Except(known).Select(static organization => organization.Name)]));
        }

        return new DailySpend(
            window,
            by,
            days.MoveToImmutable(),
            [.. groups.Values.Select(group => (Group: group, Usd: group.Last(window.Days)))
                .OrderByDescending(static pair => pair.Usd).ThenBy(static pair => pair.Group.Name, StringComparer.Ordinal)
                .ThenBy(static pair => pair.Group.Organization, StringComparer.Ordinal).Select(static pair => pair.Group)]);
    }

    private static SurfaceSnapshot? SurfaceOf(OrganizationReport organization, Breakdown by) => by switch
    {
        Breakdown.User => organization.Users?.Surface,
        Breakdown.Customer => organization.CustomerDays?.Surface,
        _ => organization.Costs!.Surface,
    };

    private static DayState StateOf(UtcDay day, List<OrganizationReport> known, UtcDay today) =>
        known.Count == 0 ? DayState.Unknown
        : day == today ? DayState.Open
        : known.Exists(organization => day >= organization.Costs!.Surface.FirstUnsettled) ? DayState.Settling
        : DayState.Settled;

    private static IReadOnlyDictionary<string, decimal>? Totals(OrganizationReport organization, ProjectFilter projects, Breakdown by, UtcDay day) => by switch
    {
        Breakdown.Project => organization.Costs!.Find(day, projects)?.ByProject,
        Breakdown.Model => organization.Costs!.Find(day, projects)?.ByModel,
        Breakdown.User => organization.Users!.Find(day, projects)?.ByUser,
        Breakdown.Customer => organization.CustomerDays!.Find(day, projects)?.ByCustomer,
        _ => organization.Costs!.Find(day, projects)?.ByLineItem,
    };

    private static string NameOf(OrganizationReport organization, Breakdown by, string id) => by switch
    {
        Breakdown.Project => organization.ProjectTitle(id),
        Breakdown.User => organization.UserTitle(id),
        Breakdown.Customer => id.Length == 0 ? "(not traced)" : id,
        Breakdown.Model => id.Length == 0 ? "(no model)" : id,
        _ => id.Length == 0 ? "(no line item)" : id,
    };
}

/// <summary>What was spent on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="State">How final it is.</param>
/// <param name="Usd">US dollars, or null where nothing is known of the day.</param>
/// <param name="Missing">The organizations whose spend of the day is not known and not in the sum.</param>
internal sealed record SpendDay(UtcDay Day, DayState State, decimal? Usd, ImmutableArray<string> Missing)
{
    /// <summary>Whether the sum may still change.</summary>
    public bool IsProvisional => State is DayState.Open or DayState.Settling || (Usd is not null && !Missing.IsEmpty);
}

/// <summary>How final the spend of a day is. The JSON has these names.</summary>
internal enum DayState
{
    /// <summary>Nothing is known of the day. That is not zero.</summary>
    Unknown,

    /// <summary>The day is not over.</summary>
    Open,

    /// <summary>The day is over, but OpenAI may still revise it.</summary>
    Settling,

    /// <summary>The day is final, as far as anybody knows.</summary>
    Settled,
}

/// <summary>What one project, model, line item or user cost on each day of a window.</summary>
/// <param name="Organization">The organization, for projects and users; null for what several organizations share.</param>
/// <param name="Id">The id of the project or user, the model or the line item; null for spend of none.</param>
/// <param name="Name">What people call it.</param>
/// <param name="UsdByDay">US dollars of each day of the window; 0 where nothing is known of the day.</param>
internal sealed record SpendGroup(string? Organization, string? Id, string Name, decimal[] UsdByDay)
{
    /// <summary>The sum of the last days of the window.</summary>
    public decimal Last(int days) => UsdByDay[^days..].Sum();
}
