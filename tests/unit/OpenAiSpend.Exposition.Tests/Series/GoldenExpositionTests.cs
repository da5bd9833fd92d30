using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class GoldenExpositionTests
{
    [Fact]
    public void Render_SmallSnapshot_EqualsGoldenFile()
    {
        var (today, yesterday) = (Some.Day, Some.Day.AddDays(-1));
        var gpt = Some.Row.Of(
            ("project_id", "proj_search"), ("model", "gpt-5.4-2026-03-05"), ("user_id", "user-1"), ("api_key_id", "key_1"),
            ("batch", "false"), ("service_tier", "default"));
        var costs = Some.Known(
            Surface.Costs, today,
            Some.Costs(yesterday, ("proj_search", "gpt-5.4-2026-03-05, input", 12.50m), ("proj_chat", "web search tool calls", 0.0000125m)),
            Some.Costs(today, ("proj_search", "gpt-5.4-2026-03-05, input", 3.2m), (null, "a \"quoted\" \\ line\nitem", 1m))) with
        {
            Window = new DayWindow(Some.Date("2026-10-01"), today.Next),
            HistoryStart = yesterday,
            FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty.Add(yesterday, 12.75m),
        };
        var completions = Some.Known(
            Surface.Completions, today,
            Some.Bucket(Surface.Completions, yesterday, gpt.With("input_tokens", 1000m).With("output_tokens", 50m).With("num_model_requests", 2m)),
            Some.Bucket(Surface.Completions, today, gpt.With("input_tokens", 123456789m).With("num_model_requests", 7m)));
        var stores = Some.Known(
            Surface.VectorStores, yesterday, Some.Bucket(Surface.VectorStores, yesterday, Some.Row.Of().With("usage_bytes", 4096m)));
        var snapshot = new SpendSnapshot(
            today, [new OrganizationSnapshot("globex", [stores]), Named(new OrganizationSnapshot("acme", [costs, completions]))]);

        var report = SpendReport.Of(snapshot, new AccountingOptions
        {
            AllocatedDays = 3,
            Settings = ImmutableDictionary<string, OrganizationSettings>.Empty.Add("acme", Settings),
        });
        var page = SpendExposition.Of(report, new ExpositionOptions
        {
            CostDays = 3,
            UsageDays = 2,
            AlertThresholds = ImmutableSortedDictionary<string, decimal>.Empty.Add("anomaly_score", 4m),
            DashboardsUrl = "http://localhost:3000",
        });

        GoldenFile.AssertEqual("tests/unit/OpenAiSpend.Exposition.Tests/Golden/metrics.txt", page.Spend.Plain.Text());
    }

    private static readonly OrganizationSettings Settings = new()
    {
        Budgets =
        [
            new Budget
            {
                Name = "search",
                MonthlyUsd = 8000m,
                DailyUsd = 400m,
                Projects = ["proj_search"],
                Severity = AlertSeverity.Warning,
                WarnAt = [0.8m],
                Attributes = ImmutableSortedDictionary<string, string>.Empty.Add(OrganizationSettings.Team, "search"),
            },
        ],
        ProjectAttributes = OrganizationSettings.None.ProjectAttributes.Add(
            "proj_search", ImmutableSortedDictionary<string, string>.Empty.Add(OrganizationSettings.Team, "search").Add("cost_center", "4711")),
    };

    private static OrganizationSnapshot Named(OrganizationSnapshot organization) => organization with
    {
        Directory = new OrganizationDirectory
        {
            Projects = [new Project("proj_search", "Search", "active"), new Project("proj_old", "Old", "archived")],
            Users = [new User("user-1", "Alice", null)],
            ApiKeys = [new ApiKey("key_1", "ci", "proj_search")],
            SpendLimits = [new SpendLimit(null, 20000m), new SpendLimit("proj_search", 9000m)],
            SpendAlerts = [new SpendAlert(null, "alert_1", 15000m), new SpendAlert("proj_search", "alert_2", 7500m)],
        },
    };
}
