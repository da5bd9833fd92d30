using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public class OrganizationAllocationTests
{
    private static readonly UtcDay Today = Some.Day;
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);

    [Fact]
    public void Of_DaysThatABilledSurfaceDoesNotKnow_AreLeftOut()
    {
        var organization = Organization(
            Some.Known(Surface.Costs, Today, [.. Enumerable.Range(0, 5).Select(ago => Some.Costs(Today.AddDays(-ago), ("p", "o3, output", 1m)))]),
            Some.Known(Surface.Completions, Yesterday, Some.Bucket(Surface.Completions, Today.AddDays(-3))),
            Some.Known(Surface.Images, Today, Some.Bucket(Surface.Images, Today.AddDays(-2))));

        var allocation = OrganizationAllocation.Of(organization, Today, DayWindow.Trailing(Today, 35), Items);

        Assert.Equal(new DayWindow(Today.AddDays(-3), Today), allocation!.Allocated.Window);
    }

    [Fact]
    public void Of_NoUsageOrNoCosts_IsUnknown()
    {
        var days = DayWindow.Trailing(Today, 35);

        Assert.Null(OrganizationAllocation.Of(Organization(Some.Known(Surface.Costs, Today, Some.Costs(Today, ("p", "x", 1m)))), Today, days, Items));
        Assert.Null(OrganizationAllocation.Of(Organization(Some.Known(Surface.Images, Today)), Today, days, Items));
    }

    [Fact]
    public void Of_AnotherCurrency_IsNotAddedToDollars()
    {
        var euros = Some.Bucket(Surface.Costs, Today, Some.Row.Of(("project_id", "p"), ("currency", "eur")).With("amount", 7m));

        var allocation = OrganizationAllocation.Of(
            Organization(Some.Known(Surface.Costs, Today, euros), Some.Known(Surface.Images, Today)), Today, DayWindow.Trailing(Today, 35), Items);

        Assert.Equal(0, allocation!.Allocated.Find(Today)!.Count);
    }

    [Fact]
    public void Of_AfterAnEarlierOne_TakesOverOnlyTheDaysThatDidNotChange()
    {
        var costs = Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("p", "o3, output", 4m)), Some.Costs(Today, ("p", "o3, output", 6m)));
        var usage = Some.Known(Surface.Completions, Today, Usage(Yesterday, "ada"), Usage(Today, "ada"));
        var later = usage with { Buckets = [usage.Buckets[0], Usage(Today, "björn")] };
        var days = DayWindow.Trailing(Today, 35);

        var before = OrganizationAllocation.Of(Organization(costs, usage), Today, days, Items)!;
        var after = OrganizationAllocation.Of(Organization(costs, later), Today, days, Items, before)!;
        var afresh = OrganizationAllocation.Of(Organization(costs, later), Today, days, Items)!;

        Assert.Same(before.Allocated.Buckets[0], after.Allocated.Buckets[0]);
        Assert.Equal("björn", after.Allocated.Buckets[1].Dimensions(0)[1]);
        Assert.All(afresh.Allocated.Buckets.Zip(after.Allocated.Buckets), static pair => Assert.True(pair.First.ContentEquals(pair.Second)));
        Assert.Equal(afresh.Prices, after.Prices);
        Assert.Equal(afresh.Estimates, after.Estimates);
    }

    [Fact]
    public void Of_SurfaceThatNoLineItemBills_NeedNotKnowTheDay()
    {
        var costs = Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("p", "o3, output", 4m)), Some.Costs(Today, ("p", "o3, output", 6m)));
        var usage = Some.Known(Surface.Completions, Today, Usage(Yesterday, "ada"), Usage(Today, "ada"));
        var retired = Some.Known(Surface.Moderations, Yesterday, Some.Bucket(Surface.Moderations, Yesterday));

        var allocation = Allocate(costs, usage, retired)!;

        Assert.Equal([4m, 6m], allocation.Allocated.Buckets.Select(static bucket => bucket.Total(0)));
    }

    [Theory]
    [InlineData("gpt-image-1, images", "images")]
    [InlineData("web search tool calls", "web_search_calls")]
    [InlineData("text-embedding-3-large", "embeddings")]
    public void Of_SurfaceThatALineItemBills_MustKnowTheDay(string lineItem, string behind)
    {
        var surface = Surface.Usage.Single(surface => surface.Name == behind);
        var costs = Some.Known(Surface.Costs, Today, Some.Costs(Yesterday, ("p", lineItem, 4m)), Some.Costs(Today, ("p", lineItem, 6m)));
        var usage = Some.Known(Surface.Completions, Today, Usage(Yesterday, "ada"), Usage(Today, "ada"));

        var allocation = Allocate(costs, usage, Some.Known(surface, Yesterday, Some.Bucket(surface, Yesterday)))!;

        Assert.Equal([4m], allocation.Allocated.Buckets.Select(static bucket => bucket.Total(0)));
        Assert.False(allocation.Allocated.IsKnown(Today));
    }

    private static readonly LineItemIndex Items = new();

    private static OrganizationAllocation? Allocate(params SurfaceSnapshot[] surfaces) =>
        OrganizationAllocation.Of(Organization(surfaces), Today, DayWindow.Trailing(Today, 35), Items);

    private static Domain.Buckets.Bucket Usage(UtcDay day, string user) => Some.Bucket(
        Surface.Completions, day, Some.Row.Of(("project_id", "p"), ("model", "o3"), ("user_id", user)).With("output_tokens", 1000m));

    private static OrganizationSnapshot Organization(params SurfaceSnapshot[] surfaces) => new("acme", [.. surfaces]);
}
