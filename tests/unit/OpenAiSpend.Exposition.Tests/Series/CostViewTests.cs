using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class CostViewTests
{
    private static readonly UtcDay Today = Some.Day;
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);
    private static readonly UtcDay MonthStart = Some.Day.MonthStart;

    [Fact]
    public void Today_NotReadSinceMidnight_IsAbsentAndYesterdayStays()
    {
        var page = Page(Known(MonthStart, Yesterday, Some.Costs(Yesterday, ("proj_a", "gpt-5, input", 3m))));

        Assert.Empty(page["openai_cost_usd"]);
        Assert.Equal(3m, Assert.Single(page["openai_cost_daily_usd"]).Value);
        Assert.Equal(3m, Assert.Single(page["openai_cost_month_to_date_usd"]).Value);
    }

    [Fact]
    public void Today_QuietDay_IsZeroForEveryLabelSetOfTheTrailingDays()
    {
        var page = Page(Known(
            Today.AddDays(-34), Today,
            Some.Costs(Today.AddDays(-34), ("proj_old", "gpt-5, input", 1m)),
            Some.Costs(Yesterday, ("proj_a", "gpt-5, input", 3m))));

        Assert.Equal([("proj_a", 0m), ("proj_old", 0m)], page["openai_cost_usd"].Select(s => (s["project_id"]!, s.Value)));
    }

    [Fact]
    public void Today_LabelSetOlderThanTheTrailingDays_IsAbsent()
    {
        var page = Page(Known(Today.AddDays(-40), Today, Some.Costs(Today.AddDays(-35), ("proj_old", "gpt-5, input", 1m))));

        Assert.Empty(page["openai_cost_usd"]);
        Assert.Empty(page["openai_cost_daily_usd"]);
    }

    [Fact]
    public void Daily_ZeroRow_IsLeftOut()
    {
        var page = Page(Known(MonthStart, Today, Some.Costs(Yesterday, ("a", "x", 0m), ("b", "x", 2m)), Some.Costs(Today, ("a", "x", 1m))));

        Assert.Equal(
            [("a", "2026-11-20", 1m), ("b", "2026-11-19", 2m)],
            page["openai_cost_daily_usd"].Select(s => (s["project_id"]!, s["date"]!, s.Value)));
    }

    [Fact]
    public void Daily_ConfiguredDays_BoundTheWindow()
    {
        var costs = Known(MonthStart, Today, Some.Costs(Today.AddDays(-2), ("a", "x", 1m)), Some.Costs(Yesterday, ("a", "x", 2m)));
        var page = Rendered.Page(Some.Snapshot(Today, costs), new ExpositionOptions { CostDays = 2 });

        Assert.Equal("2026-11-19", Assert.Single(page["openai_cost_daily_usd"])["date"]);
        Assert.Equal(["2026-11-19", "2026-11-20"], page["openai_bucket_start_timestamp_seconds"].Select(s => s["date"]));
        Assert.Equal(Today.StartUnixSeconds, page["openai_bucket_start_timestamp_seconds"][1].Value);
    }

    [Fact]
    public void MonthToDate_OtherMonths_AreNotCounted()
    {
        var page = Page(Known(
            MonthStart.AddDays(-20), Today,
            Some.Costs(MonthStart.AddDays(-1), ("a", "x", 100m), ("b", "x", 50m)),
            Some.Costs(MonthStart, ("a", "x", 1m)),
            Some.Costs(Today, ("a", "x", 2m))));

        Assert.Equal([("a", 3m), ("b", 0m)], page["openai_cost_month_to_date_usd"].Select(s => (s["project_id"]!, s.Value)));
    }

    [Fact]
    public void MonthToDate_FewerTrailingDaysThanTheMonthHas_IsWholeStill()
    {
        var costs = Known(MonthStart, Today, Some.Costs(MonthStart, ("old", "x", 1m)), Some.Costs(Today, ("a", "x", 2m)));
        var page = Rendered.Page(Some.Snapshot(Today, costs), new ExpositionOptions { CostDays = 2 });

        Assert.Equal([("a", 2m), ("old", 1m)], page["openai_cost_month_to_date_usd"].Select(s => (s["project_id"]!, s.Value)));
    }

    [Fact]
    public void MonthToDate_FirstOfTheMonthUnknown_IsAbsent() =>
        Assert.Empty(Page(Known(MonthStart.Next, Today, Some.Costs(Today, ("a", "x", 1m))))["openai_cost_month_to_date_usd"]);

    [Fact]
    public void MonthToDate_MonthTurnBeforeTheFirstRead_IsAbsentAndThenZero()
    {
        var newMonth = Today.NextMonthStart;
        var bucket = Some.Costs(newMonth.AddDays(-1), ("a", "x", 7m));

        var before = Rendered.Page(Some.Snapshot(newMonth, Known(MonthStart, newMonth.AddDays(-1), bucket)));
        var after = Rendered.Page(Some.Snapshot(newMonth, Known(MonthStart, newMonth, bucket)));

        Assert.Empty(before["openai_cost_month_to_date_usd"]);
        Assert.Equal(0m, Assert.Single(after["openai_cost_month_to_date_usd"]).Value);
        Assert.Equal(7m, Assert.Single(before["openai_cost_previous_month_usd"]).Value);
    }

    [Fact]
    public void PreviousMonth_EveryDayKnown_IsAddedUpByProject()
    {
        var october = Some.Date("2026-10-01");
        var page = Page(Known(
            october, Today,
            Some.Costs(october, ("a", "x", 1m), ("a", "y", 2m), (null, "x", 4m)),
            Some.Costs(MonthStart.AddDays(-1), ("a", "x", 8m)),
            Some.Costs(MonthStart, ("a", "x", 16m))));

        Assert.Equal([("", 4m), ("a", 11m)], page["openai_cost_previous_month_usd"].Select(s => (s["project_id"]!, s.Value)));
    }

    [Fact]
    public void PreviousMonth_OneDayUnknown_IsAbsent() => Assert.Empty(
        Page(Known(Some.Date("2026-10-02"), Today, Some.Costs(Some.Date("2026-10-05"), ("a", "x", 1m))))["openai_cost_previous_month_usd"]);

    [Fact]
    public void Amounts_SeveralCurrencies_AreNeverAdded()
    {
        var page = Page(Known(Some.Date("2026-10-01"), Today,
            Some.Bucket(Surface.Costs, Some.Date("2026-10-05"), Row("eur", null, 9m)),
            Some.Bucket(Surface.Costs, Today, Row("usd", null, 1m), Row("eur", null, 2m))));

        Assert.Equal(1m, Assert.Single(page["openai_cost_usd"]).Value);
        Assert.Equal(2m, Assert.Single(page["openai_cost_eur"]).Value);
        Assert.Equal(2m, Assert.Single(page["openai_cost_daily_eur"]).Value);
        Assert.Equal(2m, Assert.Single(page["openai_cost_month_to_date_eur"]).Value);
        Assert.Equal(9m, Assert.Single(page["openai_cost_previous_month_eur"]).Value);
        Assert.Empty(page["openai_cost_previous_month_usd"]);
    }

    [Fact]
    public void Amounts_SeveralUnits_AreAddedAndQuantitiesAreNot()
    {
        var page = Page(Known(Today, Today, Some.Bucket(Surface.Costs, Today,
            Row("usd", "token", 1m).With("quantity", 1000m), Row("usd", "request", 2m).With("quantity", 3m))));

        Assert.Equal(3m, Assert.Single(page["openai_cost_usd"]).Value);
        Assert.Equal([("request", 3m), ("token", 1000m)], page["openai_billed_quantity"].Select(s => (s["unit"]!, s.Value)));
        Assert.Equal([("request", 3m), ("token", 1000m)], page["openai_billed_daily_quantity"].Select(s => (s["unit"]!, s.Value)));
    }

    [Fact]
    public void Quantity_NotSent_IsAbsent() =>
        Assert.Empty(Page(Known(Today, Today, Some.Costs(Today, ("a", "x", 1m))))["openai_billed_quantity"]);

    [Fact]
    public void Labels_LineItemAndNobody_AreTakenApartAndEmpty()
    {
        var sample = Assert.Single(
            Page(Known(Today, Today, Some.Costs(Today, (null, "gpt-5.4-2026-03-05, cached input", 1m))))["openai_cost_usd"]);

        Assert.Equal(
            "openai_cost_usd{organization=acme,project_id=,project=,line_item=gpt-5.4-2026-03-05, cached input,model=gpt-5.4-2026-03-05,meter=cached input}",
            sample.Series);
    }

    [Fact]
    public void Labels_NotGroupedByAnything_AreTheOrganizationAlone()
    {
        var costs = Known(Today, Today, Some.Costs(Today, ("a", "x", 1m), ("b", "y", 2m))) with { GroupBy = [] };

        var sample = Assert.Single(Page(costs)["openai_cost_usd"]);

        Assert.Equal(("openai_cost_usd{organization=acme}", 3m), (sample.Series, sample.Value));
    }

    [Fact]
    public void Revision_FinishedDays_IsWhatChangedSinceFirstComplete()
    {
        var costs = Known(MonthStart, Today, Some.Bucket(Surface.Costs, Yesterday, Row("usd", null, 5797m), Row("eur", null, 1m))) with
        {
            FirstCompleteTotals = ImmutableSortedDictionary<UtcDay, decimal>.Empty.Add(Today.AddDays(-2), 4m).Add(Yesterday, 5800m),
        };

        Assert.Equal(
            [("2026-11-18", -4m), ("2026-11-19", -3m)],
            Page(costs)["openai_cost_revision_daily_usd"].Select(s => (s["date"]!, s.Value)));
    }

    private static Some.Row Row(string currency, string? unit, decimal amount) =>
        Some.Row.Of(("project_id", "a"), ("line_item", "x"), ("currency", currency), ("quantity_unit", unit)).With("amount", amount);

    private static SurfaceSnapshot Known(UtcDay first, UtcDay last, params Bucket[] buckets) =>
        Some.Known(Surface.Costs, last, buckets) with { Window = new DayWindow(first, last.Next) };

    private static ParsedExposition Page(SurfaceSnapshot costs) => Rendered.Page(Some.Snapshot(Today, costs));
}
