using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

public sealed class CustomerTests
{
    private static readonly DayWindow Month = new(Some.Day.MonthStart, Some.Day.Next);

    private static readonly SurfaceSnapshot Costs = Some.Known(Surface.Costs, Month, Some.Bucket(
        Surface.Costs, Some.Day, Some.Row.Of(("project_id", "p"), ("line_item", "gpt-5, input"), ("currency", "usd"), ("quantity_unit", "tokens")).With("amount", 8m).With("quantity", 800m)));

    private static readonly SurfaceSnapshot Traces = Some.Known(Surface.Traces, Month, Some.Bucket(
        Surface.Traces, Some.Day, Some.Row.Of(("project_id", "p"), ("customer", "acme"), ("model", "gpt-5")).With("input_uncached_tokens", 600m)));

    [Fact]
    public void Json_ByCustomer_HasEachCustomerAndWhatWasNotTraced()
    {
        var rows = Shown.Json(Shown.Report(Some.Snapshot(Some.Day, Costs, Traces)), by: Breakdown.Customer).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal([("acme", 6m), (null, 2m)], rows.Select(static row => (row.GetProperty("customer").GetString(), row.GetProperty("usd").GetDecimal())));
    }

    [Fact]
    public void Json_ByCustomerWithoutTraces_KnowsNoDay()
    {
        var json = Shown.Json(Shown.Report(Some.Snapshot(Some.Day, Costs)), by: Breakdown.Customer);
        Assert.Equal("unknown", Assert.Single(json.GetProperty("days").EnumerateArray()).GetProperty("state").GetString());
        Assert.Empty(json.GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public void Page_WithTraces_ShowsCustomersAndTheirBudgets()
    {
        var html = Shown.Html(Shown.View(Shown.Report(Some.Snapshot(Some.Day, Costs, Traces), new Budget { Name = "corp", Customer = "acme", MonthlyUsd = 500m })));
        Assert.Contains("Top customers", html, StringComparison.Ordinal);
        Assert.Contains("(not traced)", html, StringComparison.Ordinal);
        Assert.Contains("customer acme", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutTraces_HasNoCustomers() =>
        Assert.DoesNotContain("customer", Shown.Html(Shown.View(Some.Snapshot(Some.Day, Costs))), StringComparison.Ordinal);
}
