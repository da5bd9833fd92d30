using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>
/// Who spent what was billed, and the tokens of the same days. Of an organization whose costs are not allocated, the tokens
/// alone.
/// </summary>
internal sealed record UserTable
{
    /// <summary>The days whose costs are allocated, by organization.</summary>
    public required ImmutableArray<(string Organization, DayWindow Days)> Covered { get; init; }

    /// <summary>The organizations of which no dollars are known, and why, as a part of a sentence.</summary>
    public required ImmutableArray<(string Organization, string Reason)> WithoutDollars { get; init; }

    /// <summary>The users, in order.</summary>
    public required ImmutableArray<UserRow> Rows { get; init; }

    /// <summary>How many users there are besides.</summary>
    public required int Others { get; init; }

    /// <summary>What they spent and used.</summary>
    public required UserSum OthersSum { get; init; }

    /// <summary>What nobody is known to have spent and used.</summary>
    public required UserSum Nobody { get; init; }

    /// <summary>Everything together.</summary>
    public required UserSum Total { get; init; }

    /// <summary>Adds up organizations, or returns null where neither costs nor usage of any have been read.</summary>
    public static UserTable? Of(IReadOnlyCollection<OrganizationSums> organizations, PageQuery query, UtcDay today)
    {
        if (organizations.All(static organization => organization.Snapshot.Surfaces.IsEmpty))
        {
            return null;
        }

        var covered = ImmutableArray.CreateBuilder<(string Organization, DayWindow Days)>();
        var without = ImmutableArray.CreateBuilder<(string Organization, string Reason)>();
        var rows = new List<UserRow>();
        foreach (var organization in organizations)
        {
            if (DaysOf(organization.Allocated, query, today) is { } days)
            {
                covered.Add((organization.Name, days));
                AddRows(rows, organization, organization.Allocated, days, query.Project);
            }
            else
            {
                without.Add((organization.Name, ReasonOf(organization, query)));
                if (DaysOf(organization.Completions, query, today) is { } ofTokens)
                {
                    AddRows(rows, organization, null, ofTokens, query.Project);
                }
            }
        }

        // Of very many users only those that are shown are brought into order.
        var users = rows.Where(static row => row.Id.Length > 0).ToList();
        var shown = Sorted(users, query).Take(query.Top).ToImmutableArray();
        var isShown = shown.ToHashSet<UserRow>(ReferenceEqualityComparer.Instance);
        return new UserTable
        {
            Covered = covered.ToImmutable(),
            WithoutDollars = without.ToImmutable(),
            Rows = shown,
            Others = users.Count - shown.Length,
            OthersSum = Sum(users.Where(row => !isShown.Contains(row))),
            Nobody = Sum(rows.Where(static row => row.Id.Length == 0)),
            Total = Sum(rows),
        };
    }

    private static DayWindow? DaysOf<T>(DaySums<T>? sums, PageQuery query, UtcDay today)
        where T : class => sums?.Surface.Known.Common(DayWindow.Trailing(today, query.Days));

    private static string ReasonOf(OrganizationSums organization, PageQuery query) =>
        organization.Costs is null ? "costs have never been read"
        : organization.Snapshot.Surfaces.All(static surface => surface.Surface == Surface.Costs) ? "no usage has ever been read"
        : query.Days == 1 ? "today is not known of both yet"
        : $"of the last {query.Days} days there is none of which both are known";

    private static void AddRows(List<UserRow> rows, OrganizationSums organization, DaySums<UserDay>? allocated, DayWindow days, ProjectChoice projects)
    {
        var users = new Dictionary<string, UserSum>(StringComparer.Ordinal);
        for (var day = days.Start; day < days.End; day = day.Next)
        {
            foreach (var (id, usd) in allocated?.Find(day, projects)?.ByUser ?? new Dictionary<string, decimal>())
            {
                Add(id, new UserSum(usd, null));
            }

            foreach (var (id, tokens) in organization.Completions?.Find(day, projects)?.ByUser ?? new Dictionary<string, Tokens>())
            {
                Add(id, new UserSum(null, tokens));
            }
        }

        // Where a surface is known, what it does not name is zero.
        var zero = new UserSum(allocated is null ? null : 0m, organization.Completions is null ? null : default(Tokens));
        rows.AddRange(users.Select(user => new UserRow(organization.Name, user.Key, organization.UserName(user.Key), zero + user.Value)));

        void Add(string id, UserSum sum) => users[id] = users.GetValueOrDefault(id) + sum;
    }

    // There is no week to compare with: usage is kept for a few days.
    private static IEnumerable<UserRow> Sorted(IEnumerable<UserRow> rows, PageQuery query) => query.Sort == TableOrder.Name
        ? rows.OrderBy(static row => row.Name, StringComparer.OrdinalIgnoreCase)
        : rows.OrderByDescending(static row => row.Sum.Usd).ThenByDescending(static row => row.Sum.Tokens?.Total).ThenBy(static row => row.Name, StringComparer.Ordinal);

    private static UserSum Sum(IEnumerable<UserRow> rows) => rows.Aggregate(default(UserSum), static (sum, row) => sum + row.Sum);
}
