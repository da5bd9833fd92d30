using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>
/// Who spent what was billed, and the tokens of the same days. Of an organization whose costs are not allocated, the tokens
/// alone.
/// </summary>
internal sealed record TopUsers
{
    /// <summary>The days whose costs are allocated, by organization.</summary>
    public required ImmutableArray<(string Organization, ImmutableArray<UtcDay> Days)> Covered { get; init; }

    /// <summary>The organizations of which no dollars are known, and why, as a part of a sentence.</summary>
    public required ImmutableArray<(string Organization, string Reason)> WithoutDollars { get; init; }

    /// <summary>The users, in order.</summary>
    public required ImmutableArray<TopUser> Users { get; init; }

    /// <summary>How many users there are besides.</summary>
    public required int Others { get; init; }

    /// <summary>What they spent and used.</summary>
    public required UserSpend OthersSpend { get; init; }

    /// <summary>What nobody is known to have spent and used.</summary>
    public required UserSpend Nobody { get; init; }

    /// <summary>Everything together.</summary>
    public required UserSpend Total { get; init; }

    /// <summary>Adds up organizations, or returns null where neither costs nor usage of any have been read.</summary>
    public static TopUsers? Of(IReadOnlyCollection<OrganizationReport> organizations, SpendPageQuery query, UtcDay today)
    {
        if (organizations.All(static organization => !organization.Snapshot.HasData))
        {
            return null;
        }

        var window = DayWindow.Trailing(today, query.Days);
        ImmutableArray<UtcDay> days = [.. Enumerable.Range(0, window.Days).Select(window.Start.AddDays)];
        var allocated = organizations.Select(organization => (Organization: organization, Days: days.RemoveAll(day => organization.Users?.Surface.IsKnown(day) != true)))
            .ToLookup(static of => !of.Days.IsEmpty);
        List<TopUser> all =
        [
            .. allocated[true].SelectMany(of => UsersOf(of.Organization, of.Organization.Users, of.Days, query.Project)),
            .. allocated[false].SelectMany(of => UsersOf(of.Organization, null, days, query.Project)),
        ];

        // Of very many users only those that are shown are brought into order.
        var users = all.FindAll(static user => user.Id.Length > 0);
        var shown = Sorted(users, query).Take(query.Top).ToImmutableArray();
        return new TopUsers
        {
            Covered = [.. allocated[true].Select(static of => (of.Organization.Name, of.Days))],
            WithoutDollars = [.. allocated[false].Select(of => (of.Organization.Name, ReasonOf(of.Organization, query)))],
            Users = shown,
            Others = users.Count - shown.Length,
            OthersSpend = Sum(users.Except<TopUser>(shown, ReferenceEqualityComparer.Instance)),
            Nobody = Sum(all.Where(static user => user.Id.Length == 0)),
            Total = Sum(all),
        };
    }

    private static string ReasonOf(OrganizationReport organization, SpendPageQuery query) =>
        organization.Costs is null ? "costs have never been read"
        : organization.Snapshot.Surfaces.All(static surface => surface.Surface == Surface.Costs) ? "no usage has ever been read"
        : query.Days == 1 ? "today is not known of both yet"
        : $"of the last {query.Days} days there is none of which both are known";

    private static IEnumerable<TopUser> UsersOf(OrganizationReport organization, DayTotals<UserTotals>? allocated, ImmutableArray<UtcDay> days, ProjectFilter projects)
    {
        var users = new Dictionary<string, UserSpend>(StringComparer.Ordinal);
        foreach (var day in days)
        {
            foreach (var (id, usd) in allocated?.Find(day, projects)?.ByUser ?? ImmutableDictionary<string, decimal>.Empty)
            {
                users[id] = users.GetValueOrDefault(id) + new UserSpend(usd, null);
            }

            foreach (var (id, tokens) in organization.Completions?.Find(day, projects)?.ByUser ?? ImmutableDictionary<string, Tokens>.Empty)
            {
                users[id] = users.GetValueOrDefault(id) + new UserSpend(null, tokens);
            }
        }

        // Where a surface is known, what it does not name is zero.
        var zero = new UserSpend(allocated is null ? null : 0m, organization.Completions is null ? null : default(Tokens));
        return users.Select(user => new TopUser(organization.Name, user.Key, organization.UserTitle(user.Key), zero + user.Value));
    }

    // There is no week to compare with: usage is kept for a few days.
    private static IEnumerable<TopUser> Sorted(IEnumerable<TopUser> users, SpendPageQuery query) => query.Sort == SortOrder.Name
        ? users.OrderBy(static user => user.Name, StringComparer.OrdinalIgnoreCase)
        : users.OrderByDescending(static user => user.Spend.Usd).ThenByDescending(static user => user.Spend.Tokens?.Total).ThenBy(static user => user.Name, StringComparer.Ordinal);

    private static UserSpend Sum(IEnumerable<TopUser> users) => users.Aggregate(default(UserSpend), static (sum, user) => sum + user.Spend);
}

/// <summary>A user of an organization.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Id">The user's id; blank for nobody.</param>
/// <param name="Name">What people call the user.</param>
/// <param name="Spend">What the user spent and used.</param>
internal sealed record TopUser(string Organization, string Id, string Name, UserSpend Spend);

/// <summary>What users spent and used.</summary>
/// <param name="Usd">US dollars, or null where they are not known.</param>
/// <param name="Tokens">Tokens of completions, or null where they are not known.</param>
internal readonly record struct UserSpend(decimal? Usd, Tokens? Tokens)
{
    /// <summary>Adds what is known of both.</summary>
    public static UserSpend operator +(UserSpend left, UserSpend right) => new(
        left.Usd is null ? right.Usd : left.Usd + (right.Usd ?? 0m),
        left.Tokens is null ? right.Tokens : left.Tokens + (right.Tokens ?? default));
}
