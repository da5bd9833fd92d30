using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class AllocationViewTests
{
    private static readonly UtcDay Today = Some.Day;
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);

    [Fact]
    public void Allocated_LineItemOfAModel_GoesToItsUsersByWhatTheMeterCounts()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Costs, Today, Some.Costs(Today, ("proj_a", "gpt-5, output", 10m), ("proj_a", "support plan", 2m))),
            Some.Known(Surface.Completions, Today, Usage(Today, ("ada", 1m), ("björn", 4m)))));

        Assert.Equal(
            [("", "none", 2m), ("ada", "exact", 2m), ("björn", "exact", 8m)],
            page["openai_cost_allocated_usd"].Select(sample => (sample["user_id"], sample["basis"], sample.Value)).Order());
        var nobodys = Assert.Single(page["openai_cost_unallocated_usd"]);
        Assert.Equal(("support plan", 2m), (nobodys["line_item"], nobodys.Value));
    }

    [Fact]
    public void Allocated_UsageNotReadSinceMidnight_ShowsYesterdayAndNotToday()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("proj_a", "gpt-5, output", 10m)), Some.Costs(Today, ("proj_a", "gpt-5, output", 1m))),
            Some.Known(Surface.Completions, Yesterday, Usage(Yesterday, ("ada", 1m)))));

        Assert.Empty(page["openai_cost_allocated_usd"]);
        Assert.Empty(page["openai_cost_unallocated_usd"]);
        Assert.Equal(10m, Assert.Single(page["openai_cost_allocated_daily_usd"]).Value);
    }

    [Fact]
    public void Allocated_UsageNeverRead_IsAbsent()
    {
        var page = Rendered.Page(Some.Snapshot(Today, Some.Known(Surface.Costs, Today, Some.Costs(Today, ("proj_a", "gpt-5, output", 10m)))));

        Assert.DoesNotContain(page.Families, family => family.Name.Contains("allocated", StringComparison.Ordinal));
    }

    [Fact]
    public void Estimated_CostsStillSilent_IsTodaysTokensAtThePricesOfSettledDays()
    {
        var costs = Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("proj_a", "gpt-5, output", 10m)));

        var page = Rendered.Page(Some.Snapshot(Today, costs, Some.Known(Surface.Completions, Today, Usage(Yesterday, ("ada", 5000m)), Usage(Today, ("ada", 3000m)))));

        var price = Assert.Single(page["openai_effective_price_usd_per_million_tokens"]);
        Assert.Equal(("gpt-5-2025-08-07", "output", 2000m), (price["model"], price["meter"], price.Value));
        var estimate = Assert.Single(page["openai_cost_estimated_usd"]);
        Assert.Equal(("proj_a", "gpt-5-2025-08-07", 6m), (estimate["project_id"], estimate["model"], estimate.Value));
        Assert.Equal(0m, Assert.Single(page["openai_cost_allocated_usd"]).Value);
    }

    [Fact]
    public void EffectivePrice_DayNotSettled_IsNotInIt()
    {
        var costs = Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("proj_a", "gpt-5, output", 10m))) with { SettleDays = 2 };

        var page = Rendered.Page(Some.Snapshot(Today, costs, Some.Known(Surface.Completions, Today, Usage(Yesterday, ("ada", 5m)))));

        Assert.Empty(page["openai_effective_price_usd_per_million_tokens"]);
        Assert.Empty(page["openai_cost_estimated_usd"]);
    }

    [Fact]
    public void Allocated_MoreLabelSetsThanAllowed_FoldsKeysAndKeepsTheTotal()
    {
        var usage = Some.Bucket(Surface.Completions, Today, [.. Enumerable.Range(1, 9).Select(i => Row($"user {i % 2}", i).With("output_tokens", i))]);
        var snapshot = Some.Snapshot(
            Today, Some.Known(Surface.Costs, Today, Some.Costs(Today, ("proj_a", "gpt-5, output", 45m))), Some.Known(Surface.Completions, Today, usage));

        var rendered = Rendered.Of(snapshot, new ExpositionOptions { MaxLabelSets = 4 });

        var page = TestKit.Exposition.ParsedExposition.Parse(rendered.Spend.Plain.Bytes());
        var samples = page["openai_cost_allocated_usd"];
        Assert.Equal(4, samples.Length);
        Assert.Equal(45m, samples.Sum(sample => sample.Value));
        Assert.Equal([("user 0", 20m), ("user 1", 25m)], samples.GroupBy(sample => sample["user_id"]).Select(of => (of.Key, of.Sum(s => s.Value))).Order());
        Assert.Contains("other", samples.Select(sample => sample["api_key_id"]));
        Assert.True(rendered.Series.Single(series => series.Surface == "costs").Folded > 0);
    }

    private static Bucket Usage(UtcDay day, params (string User, decimal Output)[] rows) =>
        Some.Bucket(Surface.Completions, day, [.. rows.Select(row => Row(row.User, 1).With("output_tokens", row.Output))]);

    private static Some.Row Row(string user, int key) =>
        Some.Row.Of(("project_id", "proj_a"), ("model", "gpt-5-2025-08-07"), ("user_id", user), ("api_key_id", $"key_{key}"));
}
