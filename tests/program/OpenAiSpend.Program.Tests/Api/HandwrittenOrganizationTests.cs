using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Api;

/// <summary>The exporter against an organization that is not the simulator.</summary>
public sealed class HandwrittenOrganizationTests
{
    private const string EverythingBySource = """
        collection:
          requests_per_second: 0
          costs: { interval: 1s, history: 4d, settle: 3d, group_by: [project_id, line_item, user_id, api_source] }
          usage: { interval: 1s, history: 4d, settle: 2d }
          group_by:
            completions: [project_id, model, user_id, api_key_id, batch, service_tier, api_source]
            web_search_calls: [project_id, model, user_id, api_key_id, context_level, api_source]
            decisions: [project_id, model, user_id, api_key_id, batch, service_tier, api_source]
        metrics: { cost_days: 4, usage_days: 4, usage_measures: all }
        """;

    private static readonly string[] NotOffered = ["decisions", "admin_api_keys", "rate_limits"];
    private static readonly string[] BySource = ["completions", "web_search_calls", "decisions"];

    [Fact]
    public async Task Organization_KnowsEverything_AllNumbersOfAllSurfacesAreShown()
    {
        SkipAtMidnight();
        await using var organization = await HandwrittenOrganization.StartAsync(isOld: false);
        await using var exporter = await StartAsync(organization);

        var page = await exporter.PageWhenReadAsync(withNames: true);

        Assert.All(UsageMetric.All, metric => AssertShown(page, metric, BySource.Contains(metric.Surface) ? "api_source-1" : ""));
        AssertCosts(page, ("user_id", "user_id-1"), ("api_source", "api_source-1"));
        Assert.All(UsageMetric.Surfaces, surface => Assert.Equal(0, page.Of("openai_exporter_unknown_fields", "acme", surface)));
    }

    [Fact]
    public async Task Organization_KnowsEverything_KeysAndLimitsAreShown()
    {
        await using var organization = await HandwrittenOrganization.StartAsync(isOld: false);
        await using var exporter = await StartAsync(organization);

        var page = await exporter.PageWhenAsync(static page => page["openai_rate_limit_tokens_per_minute"].Length > 0, "The rate limits are not shown.");

        Assert.True(Assert.Single(page["openai_api_key_info"]).Has(("api_key_id", "api_key_id-1"), ("owner_type", "service_account"), ("owner_id", "svc-1")));
        Assert.Equal(1_700_000_000, page.Value("openai_api_key_created_timestamp_seconds", ("project_id", "project_id-1"), ("api_key_id", "api_key_id-1")));
        Assert.Empty(page["openai_api_key_last_used_timestamp_seconds"]);
        Assert.Empty(page["openai_api_key_expiry_timestamp_seconds"]);
        Assert.Equal(1_900_000_000, page.Value("openai_admin_api_key_expiry_timestamp_seconds", ("admin_api_key_id", "key_admin"), ("admin_api_key", "The exporter")));
        Assert.Equal([1m, 1m], page["openai_spend_limit_enforced"].Select(static sample => sample.Value));
        Assert.Equal(30_000, Assert.Single(page["openai_rate_limit_tokens_per_minute"], static sample => sample.Has(("project", "The project"), ("model", "model-1"))).Value);
        Assert.Empty(page["openai_rate_limit_images_per_minute"]);
    }

    [Fact]
    public async Task Organization_KnowsNothingNew_WorksAsBeforeWithOneNoticeEach()
    {
        SkipAtMidnight();
        await using var organization = await HandwrittenOrganization.StartAsync(isOld: true);
        await using var exporter = await StartAsync(organization);
        var known = UsageMetric.All.Where(static metric => metric.Surface != "decisions").ToList();

        await Eventually.True(
            () => organization.Requests.GetValueOrDefault("/v1/organization/usage/decisions") > 3
                && organization.Requests.GetValueOrDefault("/v1/organization/costs") > 5,
            "The surfaces are not polled again and again.");
        var page = await exporter.PageWhenReadAsync(UsageMetric.Surfaces.Count - 1, withNames: true);

        Assert.All(known, metric => AssertShown(page, metric, source: ""));
        AssertCosts(page);
        Assert.Equal(0, page.Of("openai_exporter_up", "acme", "decisions"));
        Assert.Empty(page.Spend("acme", "decisions"));
        Assert.True(page.Polls("acme", "decisions", "bad_request") > 1);
        Assert.All(
            UsageMetric.Surfaces.Where(static surface => surface != "decisions"), surface => Assert.Equal(1, page.Of("openai_exporter_up", "acme", surface)));

        var warnings = exporter.Log.Where(static line => line.Level == "warn").ToList();
        Assert.All(
            NotOffered, surface => Assert.Single(warnings, line => line.IsFailureOf("acme", surface, "bad_request")));
        Assert.Equal(
            ["completions by api_source", "costs by api_source", "costs by user_id", "web_search_calls by api_source"],
            warnings.Where(static line => line.Message.StartsWith("Note", StringComparison.Ordinal))
                .Select(static line => line.Fields["notice"].Split("group ")[1].Split(" for ")[0]).Order(StringComparer.Ordinal));
    }

    private static Task<ExporterProgram> StartAsync(HandwrittenOrganization organization) => ExporterProgram.StartAsync(
        $"organizations: [{Yaml.Organization("acme", organization.BaseUrl)}]\n{EverythingBySource}",
        new Dictionary<string, string> { [ExporterProgram.KeyVariable] = "sk-admin-handwritten" });

    private static void SkipAtMidnight() =>
        Assert.SkipWhen(TimeProvider.System.GetUtcNow().TimeOfDay > TimeSpan.FromHours(23.9), "Today would become another day meanwhile.");

    private static void AssertShown(ParsedExposition page, UsageMetric metric, string source)
    {
        (string, string?)[] labels =
        [
            ("organization", "acme"), ("project_id", "project_id-1"), ("project", "The project"),
            .. metric.OwnDimensions.Select(static dimension => (dimension, (string?)HandwrittenOrganization.Value(dimension))),
        ];
        var today = Assert.Single(page[metric.Today]);
        Assert.True(today.Has(labels!), $"{today.Series} has other labels than {string.Join(' ', labels)}.");
        Assert.Equal((HandwrittenOrganization.Number(metric), source), (today.Value, today["api_source"] ?? ""));
        Assert.Equal(
            Enumerable.Range(0, 4).Select(day => HandwrittenOrganization.Number(metric) + day),
            page[metric.Daily].OrderByDescending(static sample => sample["date"], StringComparer.Ordinal).Select(static sample => sample.Value));
    }

    private static void AssertCosts(ParsedExposition page, params (string, string)[] more)
    {
        var today = Assert.Single(page["openai_cost_usd"]);
        Assert.True(today.Has([
            ("project_id", "project_id-1"), ("line_item", HandwrittenOrganization.LineItem), ("model", "gpt-6-astra"), ("meter", "input_tokens"), .. more]), today.Series);
        Assert.Equal(HandwrittenOrganization.Usd, today.Value);
        Assert.Equal(more.Length > 0, !string.IsNullOrEmpty(today["user_id"]));
        Assert.Equal((4 * HandwrittenOrganization.Usd) + 6, page["openai_cost_daily_usd"].Sum(static sample => sample.Value));
    }
}
