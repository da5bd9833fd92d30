using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class CustomerViewTests
{
    private static readonly UtcDay Today = Some.Day;
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);

    [Fact]
    public void Customers_OfTheBill_AreShownByDayAndMonthAndToday()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Costs, FromMonthStart, Bill(Yesterday, 10m, 1000m), Bill(Today, 4m, 400m)),
            Traced(FromMonthStart, Traces(Yesterday, ("acme", 600m), ("beta", 100m)), Traces(Today, ("acme", 100m)))));
        Assert.Equal(
            [("", "2026-11-19", 3m), ("", "2026-11-20", 3m), ("acme", "2026-11-19", 6m), ("acme", "2026-11-20", 1m), ("beta", "2026-11-19", 1m)],
            page["openai_customer_cost_daily_usd"].Select(static sample => (sample["customer"], sample["date"], sample.Value)).Order());
        Assert.All(page["openai_customer_cost_daily_usd"], static sample => Assert.Equal(("proj_a", "gpt-5"), (sample["project_id"], sample["model"])));
        Assert.Equal([("", 6m), ("acme", 7m), ("beta", 1m)], page["openai_customer_cost_month_to_date_usd"].Select(static sample => (sample["customer"], sample.Value)).Order());
        Assert.Equal([("", "gpt-5", 3m), ("acme", "gpt-5", 1m)], page["openai_customer_cost_usd"].Select(static sample => (sample["customer"], sample["model"], sample.Value)).Order());
        Assert.Equal([("2026-11-19", 0.7m), ("2026-11-20", 0.25m)], page["openai_trace_coverage_ratio"].Select(static sample => (sample["date"], sample.Value)).Order());
    }

    [Fact]
    public void Customers_CostsSilentOfToday_HaveNoZeros()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Costs, FromMonthStart, Bill(Yesterday, 10m, 1000m)),
            Traced(FromMonthStart, Traces(Yesterday, ("acme", 600m)), Traces(Today, ("acme", 100m)))));
        Assert.Empty(page["openai_customer_cost_usd"]);
        Assert.Equal(2, page["openai_customer_cost_month_to_date_usd"].Length);
    }

    [Fact]
    public void Customers_TracesNotReadSinceMidnight_AreUnknownToday()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Costs, Today, Bill(Yesterday, 10m, 1000m), Bill(Today, 4m, 400m)),
            Traced(Yesterday, Traces(Yesterday, ("acme", 600m)))));
        Assert.Empty(page["openai_customer_cost_usd"]);
        Assert.Empty(page["openai_customer_cost_estimated_usd"]);
        Assert.All(page["openai_customer_cost_daily_usd"], static sample => Assert.Equal("2026-11-19", sample["date"]));
    }

    [Fact]
    public void Customers_NobodyTraces_HaveNoFamilies()
    {
        var page = Rendered.Page(Some.Snapshot(Today, Some.Known(Surface.Costs, Today, Bill(Today, 4m, 400m))));
        Assert.DoesNotContain(page.Families, static family => family.Name.Contains("customer", StringComparison.Ordinal) || family.Name.Contains("trace", StringComparison.Ordinal));
    }

    [Fact]
    public void Customers_MoreThanAllowed_AreFoldedIntoOtherWhichKeepsItsOwnName()
    {
        (string, decimal)[] traced = [.. Enumerable.Range(1, 9).Select(static i => ($"customer {i}", (decimal)i)), ("other", 100m)];
        var rendered = Rendered.Of(
            Some.Snapshot(Today, Some.Known(Surface.Costs, Today, Bill(Today, 145m, 145m)), Traced(Today, Traces(Today, traced))),
            new ExpositionOptions { MaxLabelSets = 3 });
        var page = TestKit.Exposition.ParsedExposition.Parse(rendered.Spend.Plain.Bytes());
        Assert.Equal(
            [("customer 8", 8m), ("customer 9", 9m), ("other", 128m)],
            page["openai_customer_cost_daily_usd"].Select(static sample => (sample["customer"], sample.Value)).Order());
        Assert.True(rendered.Series.Single(static series => series.Surface == "traces").Folded > 0);
    }

    private static SurfaceSnapshot Traced(UtcDay last, params Bucket[] buckets) => Traced(new DayWindow(buckets.Min(static bucket => bucket.Day), last.Next), buckets);

    private static SurfaceSnapshot Traced(DayWindow window, params Bucket[] buckets) =>
        Some.Known(Surface.Traces, window, buckets) with { GroupBy = [Dimension.Customer, Dimension.Model] };

    private static DayWindow FromMonthStart => new(Today.MonthStart, Today.Next);

    private static Bucket Bill(UtcDay day, decimal usd, decimal tokens) => Some.Bucket(
        Surface.Costs,
        day,
        Some.Row.Of(("project_id", "proj_a"), ("line_item", "gpt-5, input"), ("currency", "usd"), ("quantity_unit", "tokens")).With("amount", usd).With("quantity", tokens));

    private static Bucket Traces(UtcDay day, params (string Customer, decimal Tokens)[] rows) => Some.Bucket(
        Surface.Traces, day, [.. rows.Select(static row => Some.Row.Of(("customer", row.Customer), ("model", "gpt-5-2025-08-07")).With("input_uncached_tokens", row.Tokens))]);
}
