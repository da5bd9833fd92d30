using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class BoundedCardinalityTests
{
    private const int LabelSets = 100_000;
    private const int MaxLabelSets = 2_000;

    [Fact]
    public void Render_HundredThousandLabelSets_ExportsAtMostTheBoundAndEveryTotal()
    {
        var yesterday = Some.Day.AddDays(-1);
        var surface = Some.Known(Surface.Completions, Some.Day, Many(yesterday, seed: 1, every: 3), Many(Some.Day, seed: 2, every: 1));

        var page = Rendered.Page(Some.Snapshot(Some.Day, surface), new ExpositionOptions { MaxLabelSets = MaxLabelSets, UsageMeasures = ["all"] });

        foreach (var family in UsageFamilies.All.Where(family => family.Surface == Surface.Completions))
        {
            var (today, daily) = (page[family.Today.Name], page[family.Daily.Name]);
            Assert.InRange(today.Length, 1, MaxLabelSets);
            Assert.Equal(surface.Find(Some.Day)!.Total(family.Measure), today.Sum(sample => sample.Value));
            foreach (var day in new[] { yesterday, Some.Day })
            {
                var samples = daily.Where(sample => sample["date"] == day.ToString()).ToList();
                Assert.InRange(samples.Count, 1, MaxLabelSets);
                Assert.Equal(surface.Find(day)!.Total(family.Measure), samples.Sum(sample => sample.Value));
            }
        }
    }

    [Fact]
    public void Render_CostsOverTheBound_KeepsEveryViewTrue()
    {
        static Some.Row Row(string key, string unit, decimal usd) => Some.Row
            .Of(("project_id", "proj_a"), ("line_item", "x"), ("api_key_id", key), ("currency", "usd"), ("quantity_unit", unit))
            .With("amount", usd).With("quantity", 10m);
        var costs = Some.Known(
            Surface.Costs, Some.Day,
            Some.Bucket(Surface.Costs, Some.Date("2026-10-01"), Row("key_0", "token", 100m)),
            Some.Bucket(Surface.Costs, Some.Date("2026-11-01"), Row("key_1", "token", 1m), Row("key_2", "token", 2m)),
            Some.Bucket(Surface.Costs, Some.Day, Row("key_2", "token", 3m), Row("key_2", "request", 4m), Row("key_3", "token", 0.5m))) with
        {
            GroupBy = Surface.Costs.GroupBy,
        };

        var page = Rendered.Page(Some.Snapshot(Some.Day, costs), new ExpositionOptions { CostDays = 2, MaxLabelSets = 2 });

        Assert.Equal([("key_2", 7m), ("other", 0.5m)], Keys(page, "openai_cost_usd"));
        Assert.Equal([("key_2", 9m), ("other", 1.5m)], Keys(page, "openai_cost_month_to_date_usd"));
        Assert.Equal([("key_2", 10m), ("key_2", 10m), ("other", 10m)], Keys(page, "openai_billed_quantity"));
        Assert.Equal(100m, Assert.Single(page["openai_cost_previous_month_usd"]).Value);
        Assert.Equal(
            Rendered.Page(Some.Snapshot(Some.Day, costs))["openai_cost_forecast_month_usd"].Single().Value,
            Assert.Single(page["openai_cost_forecast_month_usd"]).Value);
    }

    [Fact]
    public void Render_BoundNotExceeded_ChangesNothing()
    {
        var snapshot = FullSnapshot.Of("acme", "globex");

        Assert.Equal(Rendered.Of(snapshot).Spend.Plain.Bytes(), Rendered.Of(snapshot, new ExpositionOptions { MaxLabelSets = 2, UsageMeasures = ["all"] }).Spend.Plain.Bytes());
    }

    private static IEnumerable<(string, decimal)> Keys(ParsedExposition page, string family) => page[family].Select(sample => (sample["api_key_id"]!, sample.Value));

    // 100,000 keys of 500 users in 20 projects, with fractions so small that an inexact sum would show.
    private static Bucket Many(UtcDay day, int seed, int every)
    {
        var random = new Random(seed);
        var builder = new BucketBuilder(Surface.Completions, day);
        for (var i = 0; i < LabelSets; i += every)
        {
            decimal[] values = [.. Surface.Completions.Measures.Select(_ => random.Next() + (random.Next() / 1_000_000_000_000m))];
            builder.Add([$"proj_{i % 20}", "gpt-5.4", $"user-{i % 500}", $"key_{i}", "false", "default", null], values, (1u << values.Length) - 1);
        }

        return builder.Build();
    }
}
