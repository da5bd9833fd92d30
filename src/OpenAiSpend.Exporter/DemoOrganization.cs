using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Exporter;

/// <summary>The simulated organization of <c>--demo</c>, in this process and on a loopback port of its own.</summary>
internal sealed class DemoOrganization(SimulatorServer server) : IAsyncDisposable
{
    public static async Task<DemoOrganization> StartAsync() =>
        new(await SimulatorServer.StartAsync(new SimulatorOptions(), CancellationToken.None));

    /// <summary>The options with this organization in place of all configured ones, and asked without a rate limit.</summary>
    public ExporterOptions TakeThePlaceOf(ExporterOptions options) => options with
    {
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
        Budgets =
        [
            new BudgetOptions { Name = "everything", MonthlyUsd = 15_000, DailyUsd = 900 },
            new BudgetOptions { Name = "applications", Team = "applications", MonthlyUsd = 7_000 },
            new BudgetOptions { Name = "science", Team = "science", MonthlyUsd = 3_000, DailyUsd = 250 },
        ],
    };

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string TeamOf(string projectName) => projectName switch
    {
        "Search" or "Chat assistant" => "applications",
        "Research" or "Data platform" => "science",
        _ => "customers",
    };
}
