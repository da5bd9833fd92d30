using System.Collections.Immutable;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>Everything that the spend page shows, at one moment.</summary>
internal sealed record SpendPageView
{
    // A list that nobody can read to its end; the others can be reached from the table.
    private const int MostProjects = 200;

    /// <summary>What the reader wants to see.</summary>
    public required SpendPageQuery Query { get; init; }

    /// <summary>When the reader asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is the same for every reader.</summary>
    public required SpendPageOptions Options { get; init; }

    /// <summary>The projects to choose from, by organization and id.</summary>
    public required ImmutableArray<(string Organization, ProjectFilter Filter, string Name)> Projects { get; init; }

    /// <summary>The organizations of which something is to be shown, but whose costs have never been read.</summary>
    public required ImmutableArray<string> WithoutCosts { get; init; }

    /// <summary>The numbers at the top, or null while no costs have been read.</summary>
    public required Overview? Overview { get; init; }

    /// <summary>Daily spend, or null while no costs have been read.</summary>
    public required Chart? Chart { get; init; }

    /// <summary>What is spent on what.</summary>
    public required ImmutableArray<TopSpend> TopSpend { get; init; }

    /// <summary>The budgets and limits.</summary>
    public required ImmutableArray<BudgetView> Budgets { get; init; }

    /// <summary>What the chart can be broken down by.</summary>
    public required ImmutableArray<Breakdown> Breakdowns { get; init; }

    /// <summary>Who spent it, or null while neither costs nor usage have been read.</summary>
    public required TopUsers? Users { get; init; }

    /// <summary>Tokens, or null while no completions have been read.</summary>
    public required TokenUsage? Tokens { get; init; }

    /// <summary>How each surface does.</summary>
    public required ImmutableArray<SurfaceView> Surfaces { get; init; }

    /// <summary>Whether the organizations are more than one, so that names need theirs.</summary>
    public bool IsOfSeveral => Query.Organization is null && Options.Organizations.Length > 1;

    /// <summary>How soon the page should look again by itself, or null where a reader has all there is.</summary>
    public TimeSpan? Refresh
    {
        get
        {
            var isReading = Surfaces.IsEmpty || Surfaces.Any(static surface => surface.Health is { Outcome: null, LastSuccess: null });
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
    /// <param name="moment">What was published last, or null before anything was.</param>
    /// <param name="query">What the reader wants to see.</param>
    /// <param name="options">What is the same for every reader.</param>
    /// <param name="now">The time.</param>
    public static SpendPageView Of(PublishedMoment? moment, SpendPageQuery query, SpendPageOptions options, DateTimeOffset now)
    {
        var report = moment?.Report;
        bool IsChosen(string organization) => query.Organization is null || organization == query.Organization;
        var chosen = (report?.Organizations ?? []).Where(organization => IsChosen(organization.Name)).ToList();
        var read = chosen.FindAll(static organization => organization.Costs is not null);
        var today = report?.Today ?? UtcDay.Of(now);
        var overview = read.Count == 0 ? null : Overview.Of(read, query.Project, report!.Snapshot);

        // Two weeks and today are needed for the change, however few days are shown.
        var window = DayWindow.Trailing(today, Math.Max(query.Days, (2 * Overview.Week) + 1));
        var spend = overview is null ? [] : SpendPageQuery.Breakdowns.Where(IsKnown).Select(by => DailySpend.Of(read, query.Project, by, window, today)).ToList();
        return new SpendPageView
        {
            Breakdowns = [.. spend.Select(static of => of.By)],
            Query = query,
            Now = now,
            Options = options,
            Projects =
            [
                .. chosen.SelectMany(static organization => organization.Projects
                        .Select(id => (organization.Name, Filter: ProjectFilter.OfProject(id), organization.ProjectTitle(id))))
                    .Where((project, index) => index < MostProjects || project.Filter == query.Project),
            ],
            WithoutCosts = [.. options.Organizations.Where(IsChosen).Except(read.Select(static organization => organization.Name))],
            Overview = overview,
            Chart = overview is null ? null : Chart.Of(spend.First(of => of.By == query.By), query.Days, overview.Budget),
            TopSpend = [.. spend.Where(of => query.Project.IsAll || of.By != Breakdown.Project).Select(of => Views.TopSpend.Of(of, query))],
            Budgets = [.. chosen.SelectMany(organization => BudgetView.Of(organization, today))],
            Users = TopUsers.Of(chosen, query, today),
            Tokens = TokenUsage.Of(chosen, query, today),
            Surfaces =
            [
                .. (report?.Snapshot.Health ?? []).Where(health => IsChosen(health.Organization))
                    .Select(health => new SurfaceView(health, moment!.SeriesOf(health), [.. MissingDays(health)])),
            ],
        };

        bool IsKnown(Breakdown by) => by != Breakdown.Customer || by == query.By || read.Exists(static organization => organization.CustomerDays is not null);

        IEnumerable<UtcDay> MissingDays(SurfaceHealth health) =>
            health.Surface is BucketSurface surface && chosen.Find(organization => organization.Name == health.Organization)?.Snapshot.Find(surface) is { } known
                ? known.MissingDays(today)
                : [];
    }
}

/// <summary>How a surface does.</summary>
/// <param name="Health">How its polls go.</param>
/// <param name="Series">How many series it has on <c>/metrics</c>, and how many of its label sets are folded; null where it has none.</param>
/// <param name="MissingDays">The finished days that were asked for and that OpenAI did not send.</param>
internal sealed record SurfaceView(SurfaceHealth Health, (int Series, int Folded)? Series, ImmutableArray<UtcDay> MissingDays)
{
    /// <summary>The name as people write it.</summary>
    public string Name => Health.Surface.Name.Replace('_', ' ');
}
