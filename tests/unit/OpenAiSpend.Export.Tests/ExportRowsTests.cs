using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Rows;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests;

public sealed class ExportRowsTests
{
    [Fact]
    public void Of_ABilledDayWithoutUsage_IsOneAggregateRow()
    {
        var costs = Some.Costs(Some.Day, ("proj_a", "gpt-5, input", 1.25m), ("proj_a", "gpt-5, output", 2m));
        var row = Assert.Single(RowJoin.Of(Some.Day, costs, [], isSettled: false, AllocationMethod.LineItem, id => id));
        Assert.Equal((null, "aggregate", "gpt-5", 3.25m, "proj_a"), (row.Identity, row.IdentityType, row.Tool, row.CostUsd, row.ProjectId));
        Assert.Null(row.TokensInput);
        Assert.Equal(["gpt-5, input", "gpt-5, output"], row.Raw.Costs.Select(cost => cost.LineItem.Raw));
    }

    [Fact]
    public void Of_ADayThatIsNotBilledYet_HasNullForCost()
    {
        var usage = Some.Bucket(Surface.Completions, Some.Day, Some.Row.Of(("project_id", "proj_a"), ("user_id", "user-1"), ("model", "gpt-5")).With("input_tokens", 7));
        foreach (var costs in new[] { null, Some.Costs(Some.Day) })
        {
            var row = Assert.Single(RowJoin.Of(Some.Day, costs, [usage], isSettled: false, AllocationMethod.LineItem, id => id));
            Assert.Equal(("user-1", "user_id", "gpt-5", 7m), (row.Identity, row.IdentityType, row.Tool, row.TokensInput));
            Assert.Null(row.TokensOutput);
            Assert.Null(row.CostUsd);
        }
    }

    [Fact]
    public void Of_UsageOfSeveralKeysOfAUser_IsOneRowThatKeepsTheKeysInRaw()
    {
        var usage = Some.Bucket(
            Surface.Completions,
            Some.Day,
            Some.Row.Of(("project_id", "proj_a"), ("user_id", "user-1"), ("api_key_id", "key_1"), ("model", "gpt-5")).With("input_tokens", 1),
            Some.Row.Of(("project_id", "proj_a"), ("user_id", "user-1"), ("api_key_id", "key_2"), ("model", "gpt-5")).With("input_tokens", 3));
        var row = Assert.Single(RowJoin.Of(Some.Day, Some.Costs(Some.Day, ("proj_a", "gpt-5, input", 4m)), [usage], isSettled: false, AllocationMethod.LineItem, _ => "Search"));
        Assert.Equal((4m, 4m, "Search"), (row.TokensInput, row.CostUsd, row.Project));
        Assert.Equal([("key_1", 1m), ("key_2", 3m)], row.Raw.Costs.Select(cost => (cost.ApiKeyId, cost.Amount)));
    }
}
