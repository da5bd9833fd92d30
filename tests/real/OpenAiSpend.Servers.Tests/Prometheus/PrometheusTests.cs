using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Prometheus;

/// <summary>What the real Prometheus answers, by the queries that the documentation recommends, against the books.</summary>
public sealed class PrometheusTests(ScrapedOrganization scraped) : IClassFixture<ScrapedOrganization>
{
    // How many days ago a date is: 0 today, 1 yesterday.
    private const string Age = "floor((time() - openai_bucket_start_timestamp_seconds) / 86400)";
    private const string CostWhere = "openai_cost_daily_usd and on (date)";

    private SimulatedOrganization Organization => scraped.Organization;

    private PrometheusServer Prometheus => scraped.Prometheus;

    private Simulator.GroundTruth Books => Organization.Server.GroundTruth;

    [Fact]
    public Task Today_Summed_EqualsTheBooks() =>
        AssertDollarsAsync("sum(openai_cost_usd)", Cost(daysAgo: 0));

    [Fact]
    public Task Yesterday_ByAge_EqualsTheBooks() =>
        AssertDollarsAsync($"sum({CostWhere} ({Age} == 1))", Cost(daysAgo: 1));

    [Fact]
    public Task Last30Days_ByAge_EqualTheBooks() =>
        AssertDollarsAsync($"sum({CostWhere} ({Age} < 30))", Enumerable.Range(0, 30).Sum(Cost));

    [Fact]
    public Task MonthToDate_Summed_EqualsTheBooks() =>
        AssertDollarsAsync("sum(openai_cost_month_to_date_usd)", Enumerable.Range(0, Organization.Today.Day).Sum(Cost));

    [Fact]
    public Task PreviousMonth_Summed_EqualsTheBooks()
    {
        var last = Organization.Today.AddDays(-Organization.Today.Day);
        return AssertDollarsAsync("sum(openai_cost_previous_month_usd)", Enumerable.Range(Organization.Today.Day, last.Day).Sum(Cost));
    }

    [Fact]
    public async Task Yesterday_ByProject_EqualsTheBooksOfEachProject()
    {
        Organization.SkipNearMidnight();
        var yesterday = Organization.Today.AddDays(-1);
        var expected = Books.CostsAsOf(Organization.Now, yesterday, yesterday)
            .GroupBy(row => row.ProjectId ?? string.Empty)
            .Select(project => (Project: project.Key, Usd: project.Sum(row => row.AmountUsd)))
            .Where(project => project.Usd != 0)
            .OrderBy(project => project.Project, StringComparer.Ordinal)
            .ToArray();
        var actual = (await Prometheus.QueryAsync($"sum by (project_id) ({CostWhere} ({Age} == 1))"))
            .OrderBy(sample => sample.Labels.GetValueOrDefault("project_id", string.Empty), StringComparer.Ordinal)
            .ToArray();
        Assert.Equal(expected.Select(project => project.Project), actual.Select(sample => sample.Labels.GetValueOrDefault("project_id", string.Empty)));
        Assert.All(expected.Zip(actual), pair => Assert.Equal((double)pair.First.Usd, pair.Second.Value, 0.001));
    }

    [Fact]
    public async Task Tokens_OfTheLastWeek_EqualTheBooks()
    {
        Organization.SkipNearMidnight();
        var expected = Enumerable.Range(0, 7).Sum(daysAgo =>
            Books.TotalUsage(Organization.Today.AddDays(-daysAgo), Organization.Now, "completions", "input_tokens"));
        Assert.Equal(expected, await Prometheus.ValueAsync($"sum(openai_completions_daily_input_tokens and on (date) ({Age} < 7))"));
    }

    [Fact]
    public async Task Scrape_OfTheWholePage_TakesEverySeriesWithoutComplaint()
    {
        const string Scraped = $"{{job=\"{ScrapedOrganization.Job}\"}}";
        Assert.Equal(1, await Prometheus.ValueAsync($"up{Scraped}"));
        var onThePage = (await scraped.Exporter.PageAsync())["openai_exporter_series"].Sum(sample => sample.Value);
        Assert.InRange(await Prometheus.ValueAsync($"scrape_samples_scraped{Scraped}"), (double)onThePage, double.MaxValue);
        Assert.Equal(1, await Prometheus.ValueAsync($"scrape_samples_post_metric_relabeling{Scraped} == bool scrape_samples_scraped{Scraped}"));
        Assert.Equal((double)onThePage, await Prometheus.ValueAsync("sum(openai_exporter_series)"));
        var target = Assert.Single((await Prometheus.GetAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray(), IsTheExporter);
        Assert.Equal(("up", string.Empty), (target.GetProperty("health").GetString(), target.GetProperty("lastError").GetString()));
        Assert.DoesNotContain("scrape", Prometheus.Log, StringComparison.OrdinalIgnoreCase);

        static bool IsTheExporter(System.Text.Json.JsonElement target) => target.GetProperty("scrapePool").GetString() == ScrapedOrganization.Job;
    }

    [Fact]
    public async Task Rules_OfTheRepository_AreEvaluatedWithoutErrors()
    {
        var rules = await EvaluatedRulesAsync();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Equal("ok", rule.Health));
    }

    private async Task<IReadOnlyList<(string Name, string Health)>> EvaluatedRulesAsync()
    {
        (string Name, string Health)[] rules = [];
        await Eventually.True(
            async () =>
            {
                var groups = (await Prometheus.GetAsync("rules")).GetProperty("groups").EnumerateArray();
                rules = [.. groups.SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(Describe)];
                return rules.All(rule => rule.Health != "unknown");
            },
            "Prometheus has not evaluated every rule.",
            pause: TimeSpan.FromMilliseconds(250));
        return rules;

        static (string Name, string Health) Describe(System.Text.Json.JsonElement rule) => (
            $"{rule.GetProperty("name").GetString()}: {(rule.TryGetProperty("lastError", out var error) ? error.GetString() : string.Empty)}",
            rule.GetProperty("health").GetString()!);
    }

    private async Task AssertDollarsAsync(string expression, decimal expected)
    {
        Organization.SkipNearMidnight();
        Assert.Equal((double)expected, await Prometheus.ValueAsync(expression), 0.001);
    }

    private decimal Cost(int daysAgo) => Books.TotalCostUsd(Organization.Today.AddDays(-daysAgo), Organization.Now);
}
