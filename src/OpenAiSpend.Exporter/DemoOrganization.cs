using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Collection;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Exporter;

/// <summary>
/// The simulated organization of <c>--demo</c>, in this process and on a loopback port of its own. It tells a story that the
/// alerts see within minutes: a budget that is exceeded and one that nearly is, a spike yesterday and a key that runs away. With
/// <c>--demo=quiet</c> nothing of the kind happens.
/// </summary>
internal sealed class DemoOrganization(SimulatorServer server) : IAsyncDisposable
{
    private static readonly TimeSpan UsageInterval = TimeSpan.FromMinutes(1);

    public static async Task<DemoOrganization> StartAsync(bool isQuiet) => new(
        await SimulatorServer.StartAsync(new SimulatorOptions { Scenario = isQuiet ? Scenarios.Default : Scenarios.Story }, CancellationToken.None));

    /// <summary>The options with this organization in place of all configured ones, and asked without a rate limit.</summary>
    public ExporterOptions TakeThePlaceOf(ExporterOptions options) => options with
    {
        // More often than is configured: what runs away is to be seen soon.
        Collection = new CollectionOptions
        {
            Costs = options.Collection.Costs,
            Usage = options.Collection.Usage with { Interval = UsageInterval },
            Surfaces = options.Collection.Surfaces,
            GroupBy = options.Collection.GroupBy,
        },
        Organizations =
        [
            new OpenAiOptions
            {
                OrganizationName = "demo",
                AdminKey = new AdminKey(server.AdminKey),
                AdminKeyOrigin = "--demo",
                BaseUrl = server.BaseUrl,
                RequestsPerSecond = 0,
            },
        ],
        Projects = server.GroundTruth.Projects.ToImmutableSortedDictionary(
            static project => project.Id,
            static project => ImmutableSortedDictionary<string, string>.Empty
                .Add("cost_center", project.Id.Contains("research", StringComparison.Ordinal) ? "4711" : "4200")
                .Add(OrganizationSettings.Team, TeamOf(project.Name)),
            StringComparer.Ordinal),
        Budgets = server.GroundTruth.Runaway is null
            ? [
                new BudgetOptions { Name = "everything", MonthlyUsd = 25_000, DailyUsd = 2_000 },
                new BudgetOptions { Name = "applications", Team = "applications", MonthlyUsd = 13_000 },
                new BudgetOptions { Name = "science", Team = "science", MonthlyUsd = 6_000 },
            ]
            : [
                new BudgetOptions { Name = "everything", MonthlyUsd = 30_000 },
                new BudgetOptions { Name = "applications", Team = "applications", MonthlyUsd = OfSpent("applications", 1.07m), WarnAt = [0.5m, 0.8m, 0.9m] },
                new BudgetOptions { Name = "science", Team = "science", MonthlyUsd = OfSpent("science", 0.96m) },
            ],
    };

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // The month so far, as the API shows it, times a factor: the story is the same on each day of a month. A month begins with nothing.
    private decimal OfSpent(string team, decimal factor)
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var projects = server.GroundTruth.Projects.Where(project => TeamOf(project.Name) == team).Select(static project => project.Id).ToHashSet();
        var spent = server.GroundTruth.CostsAsOf(now, new DateOnly(today.Year, today.Month, 1), today)
            .Where(row => row.ProjectId is { } project && projects.Contains(project))
            .Sum(static row => row.AmountUsd);
        return Math.Max(1, Math.Round(spent * factor));
    }

    private static string TeamOf(string projectName) => projectName switch
    {
        "Search" or "Chat assistant" => "applications",
        "Research" or "Data platform" => "science",
        _ => "customers",
    };
}
