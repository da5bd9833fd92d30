using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>Everything that the page shows, at one moment.</summary>
internal sealed record PageView
{
    // A list that nobody can read to its end; the others can be reached from the table.
    private const int MostProjects = 200;

    /// <summary>What the reader wants to see.</summary>
    public required PageQuery Query { get; init; }

    /// <summary>When the reader asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is the same for every reader.</summary>
    public required PageOptions Options { get; init; }

    /// <summary>The projects to choose from, by organization and id.</summary>
    public required ImmutableArray<(string Organization, string? Id, string Name)> Projects { get; init; }

    /// <summary>The organizations of which something is to be shown, but whose costs have never been read.</summary>
    public required ImmutableArray<string> WithoutCosts { get; init; }

    /// <summary>The numbers at the top, or null while no costs have been read.</summary>
    public required Overview? Overview { get; init; }

    /// <summary>Daily spend, or null while no costs have been read.</summary>
    public required Chart? Chart { get; init; }

    /// <summary>What is spent on what.</summary>
    public required ImmutableArray<TopTable> Tables { get; init; }

    /// <summary>The budgets and limits.</summary>
    public required ImmutableArray<BudgetRow> Budgets { get; init; }

    /// <summary>Who spent it, or null while neither costs nor usage have been read.</summary>
    public required UserTable? Users { get; init; }

    /// <summary>Tokens, or null while no completions have been read.</summary>
    public required TokenTables? Tokens { get; init; }

    /// <summary>How each surface does.</summary>
    public required ImmutableArray<SurfaceStatus> Surfaces { get; init; }

    /// <summary>How many series each surface has on <c>/metrics</c>.</summary>
    public required IReadOnlyList<SurfaceSeries> Series { get; init; }

    /// <summary>Whether the organizations are more than one, so that names need theirs.</summary>
    public bool IsOfSeveral => Query.Organization is null && Options.Organizations.Length > 1;

    /// <summary>How soon the page should look again by itself, or null where a reader has all there is.</summary>
    public TimeSpan? Refresh
    {
        get
        {
            var isReading = Surfaces.IsEmpty || Surfaces.Any(static surface => surface.Last is null && surface.LastSuccess is null);
            return (Overview is null, isReading) switch
            {
                (true, true) => TimeSpan.FromSeconds(2),
                (false, true) => TimeSpan.FromSeconds(5),
                (true, false) => TimeSpan.FromSeconds(15),
                _ => null,
            };
        }
    }

    /// <summary>Makes the view.</summary>
    /// <param name="sums">What the newest snapshot adds up to, or null before the first.</param>
    /// <param name="query">What the reader wants to see.</param>
    /// <param name="statuses">How every surface does.</param>
    /// <param name="series">How many series each surface has.</param>
    /// <param name="options">What is the same for every reader.</param>
    /// <param name="now">The time.</param>
    public static PageView Of(
        SpendSums? sums,
        PageQuery query,
        ImmutableArray<SurfaceStatus> statuses,
        IReadOnlyList<SurfaceSeries> series,
        PageOptions options,
        DateTimeOffset now)
    {
        var chosen = (sums?.Organizations ?? []).Where(organization => query.Organization is null || organization.Name == query.Organization).ToList();
        var read = chosen.Where(static organization => organization.Costs is not null).ToList();
        var today = sums?.Today ?? UtcDay.Of(now);
        var overview = read.Count == 0 ? null : Overview.Of(read, query.Project, today);
        var tables = read.Count == 0 ? [] : SpendTables(read, query, today);
        return new PageView
        {
            Query = query,
            Now = now,
            Options = options,
            Projects =
            [
                .. chosen.SelectMany(static organization => organization.Projects.Select(id => (organization.Name, Id: id, Name: organization.ProjectName(id))))
                    .Where((project, index) => index < MostProjects || ProjectChoice.Of(project.Id ?? ProjectChoice.NoProject) == query.Project),
            ],
            WithoutCosts =
            [
                .. options.Organizations.Where(name => (query.Organization is null || name == query.Organization) && !read.Any(organization => organization.Name == name)),
            ],
            Overview = overview,
            Chart = overview is null ? null : Chart.Of(tables.First(table => table.By == query.By), query.Days, overview.Budget),
            Tables = [.. tables.Where(table => query.Project.IsAll || table.By != Breakdown.Project).Select(table => TopTable.Of(table, query))],
            Budgets = [.. chosen.SelectMany(organization => organization.Budgets.Select(budget => BudgetRowOf(organization, budget)))],
            Users = UserTable.Of(chosen, query, today),
            Tokens = TokenTables.Of(chosen, query, today),
            Surfaces = [.. statuses.Where(status => query.Organization is null || status.Organization == query.Organization)],
            Series = series,
        };
    }

    private static ImmutableArray<SpendTable> SpendTables(List<OrganizationSums> organizations, PageQuery query, UtcDay today)
    {
        // Two weeks and today are needed for the change, however few days are shown.
        var window = DayWindow.Trailing(today, Math.Max(query.Days, (2 * Overview.Week) + 1));
        return [.. PageQuery.Breakdowns.Select(by => SpendTable.Of(organizations, query.Project, by, window, today))];
    }

    private static BudgetRow BudgetRowOf(OrganizationSums organization, Accounting.Budgets.BudgetStatus budget)
    {
        if (budget.Source == Accounting.Budgets.BudgetSource.OpenAi)
        {
            return new BudgetRow(organization.Name, budget.ProjectId is { } id ? organization.ProjectName(id) : "whole organization", budget);
        }

        var projects = organization.Snapshot.Settings.Budgets.First(configured => configured.Name == budget.Budget).Projects;
        return new BudgetRow(
            organization.Name,
            projects switch
            {
                null => "whole organization",
                { Count: 0 } => "no project",
                { Count: <= 3 } => string.Join(", ", projects.Select(organization.ProjectName)),
                _ => $"{projects.Count} projects",
            },
            budget);
    }
}
