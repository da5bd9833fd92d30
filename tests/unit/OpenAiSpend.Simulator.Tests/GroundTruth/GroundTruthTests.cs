namespace OpenAiSpend.Simulator.Tests;

public class GroundTruthTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Sim.Noon.UtcDateTime);
    private static readonly DateOnly Settled = Today.AddDays(-8);

    [Fact]
    public void Draw_SameSeed_GivesTheSameTruth()
    {
        var one = Sim.GroundTruth();
        var other = Sim.GroundTruth();
        other.TotalCostUsd(Today.AddDays(-300), Sim.Noon);

        Assert.Equal(one.CostsAsOf(Sim.Noon, Today.AddDays(-40), Today), other.CostsAsOf(Sim.Noon, Today.AddDays(-40), Today));
        Assert.Equal(one.TotalUsage(Today, Sim.Noon, "completions", "input_tokens"), other.TotalUsage(Today, Sim.Noon, "completions", "input_tokens"));
    }

    [Fact]
    public void Draw_OtherSeed_GivesAnotherTruth() =>
        Assert.NotEqual(Sim.GroundTruth(seed: 1).TotalCostUsd(Settled, Sim.Noon), Sim.GroundTruth(seed: 2).TotalCostUsd(Settled, Sim.Noon));

    [Fact]
    public void Draw_StartOnAnotherDayWithTheSameAnchor_GivesTheSameTruth()
    {
        var later = GroundTruth.Draw(new SimulatorOptions { Clock = new FixedClock(Sim.Noon.AddDays(9)), AnchorDay = Today });

        Assert.Equal(Sim.GroundTruth().CostsAsOf(Sim.Noon, Today.AddDays(-60), Today), later.CostsAsOf(Sim.Noon, Today.AddDays(-60), Today));
    }

    [Fact]
    public void TotalCostUsd_OrdinaryDays_LooksLikeACompany()
    {
        var truth = Sim.GroundTruth();
        var weekdays = Days(-60, -3).Where(day => day != truth.SpikeDay && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

        Assert.All(weekdays, day => Assert.InRange(truth.TotalCostUsd(day, Sim.Noon), 300m, 900m));
        Assert.True(truth.TotalCostUsd(truth.SpikeDay!.Value, Sim.Noon) > 1200m);
        Assert.InRange(truth.TotalCostUsd(new DateOnly(2026, 11, 15), Sim.Noon), 30m, 300m);
    }

    [Fact]
    public void CostsAsOf_DayLongAgo_IsThere() => Assert.True(Sim.GroundTruth().TotalCostUsd(Today.AddDays(-400), Sim.Noon) > 50m);

    [Fact]
    public void UsageAsOf_TypicalDay_HasTheSizesOfACompany()
    {
        var truth = Sim.GroundTruth();

        Assert.InRange(truth.UsageAsOf(Sim.Noon, "completions", Settled, Settled).Count, 140, 220);
        Assert.All(Surfaces.Usage, surface => Assert.InRange(truth.UsageAsOf(Sim.Noon, surface, Settled, Settled).Count, 4, 220));
        var costRows = truth.CostsAsOf(Sim.Noon, Settled, Settled).DistinctBy(row => (row.ProjectId, row.LineItem)).Count();
        Assert.InRange(costRows, 90, 160);
    }

    [Fact]
    public void UsageAsOf_Completions_KeepsItsIdentities()
    {
        var rows = Sim.GroundTruth().UsageAsOf(Sim.Noon, "completions", Today.AddDays(-7), Today);

        Assert.All(rows, row =>
        {
            var m = row.Measures;
            Assert.Equal(m["input_tokens"], m["input_cached_tokens"] + m["input_cache_write_tokens"] + m["input_uncached_tokens"]);
            Assert.Equal(m["output_tokens"], m["output_text_tokens"] + m["output_audio_tokens"] + m["output_image_tokens"]);
            Assert.Equal(m["input_uncached_tokens"], m["input_text_tokens"] + m["input_audio_tokens"] + m["input_image_tokens"]);
            Assert.Equal(m["input_cached_tokens"], m["input_cached_text_tokens"] + m["input_cached_audio_tokens"] + m["input_cached_image_tokens"]);
        });
    }

    [Fact]
    public void UsageAsOf_SomeRows_AreAttributedToNobody()
    {
        var rows = Sim.GroundTruth().UsageAsOf(Sim.Noon, "completions", Today.AddDays(-7), Today);

        Assert.Contains(rows, row => row.Dimensions["user_id"] is null && row.Dimensions["api_key_id"] is null);
        Assert.Contains(rows, row => row.Dimensions["service_tier"] is null);
        Assert.Contains(rows, row => row.Dimensions["batch"] == "true");
    }

    [Fact]
    public void CostsAsOf_Month_HasEveryFormOfLineItem()
    {
        var truth = Sim.GroundTruth();
        var rows = truth.CostsAsOf(Sim.Noon, Today.AddDays(-30), Today);
        var items = rows.Select(row => row.LineItem).ToHashSet();

        Assert.Contains(rows, row => row is { ProjectId: null, LineItem: null, Quantity: null });
        Assert.Superset(
            new HashSet<string?>
            {
                "gpt-5.4-2026-03-05, cached input", "gpt-5, input", "gpt-4o-2024-08-06, output", "ft-gpt-4o-2024-08-06, output",
                "evals | gpt-4o-mini, input", "assistants api | file search", "text-embedding-3-large", "web search tool calls",
                "file search tool calls", "gpt-4o, images", "gpt-realtime-2.1-mini-2026-08-28, audio input", "Image models",
                "Text tokens", "input_tokens", null,
            },
            items);
        var deleted = truth.ApiKeys.Where(key => key.IsDeleted).Select(key => key.Id).ToHashSet();
        Assert.Contains(rows, row => row.ApiKeyId is not null && deleted.Contains(row.ApiKeyId));
    }

    [Fact]
    public void CostsAsOf_SettledDay_DerivesFromUsageByThePriceList()
    {
        var truth = Sim.GroundTruth();
        var costs = truth.CostsAsOf(Sim.Noon, Settled, Settled);

        var embeddings = costs.Where(row => row.LineItem == "text-embedding-3-large").Sum(row => row.AmountUsd);
        Assert.Equal(truth.TotalUsage(Settled, Sim.Noon, "embeddings", "input_tokens") * 0.13m / 1_000_000, embeddings);

        var outputs = truth.UsageAsOf(Sim.Noon, "completions", Settled, Settled)
            .Where(row => row.Dimensions["model"] == "o4-mini-2025-04-16")
            .Sum(row => row.Measures["output_tokens"] * 4.4m / 1_000_000 * Factor(row));
        Assert.Equal(outputs, costs.Where(row => row.LineItem == "o4-mini-2025-04-16, output").Sum(row => row.AmountUsd));
    }

    [Fact]
    public void CostsAsOf_Images_AreBilledOnSomeDaysWithoutUsage()
    {
        var truth = Sim.GroundTruth();
        var billed = truth.CostsAsOf(Sim.Noon, Today.AddDays(-30), Today.AddDays(-3)).Where(row => row.QuantityUnit == "images").Sum(row => row.Quantity);
        var used = Days(-30, -3).Sum(day => truth.TotalUsage(day, Sim.Noon, "images", "images"));

        Assert.True(used < billed);
    }

    [Fact]
    public void TrueCosts_SettledDay_AddUpToTheBill()
    {
        var truth = Sim.GroundTruth();
        var costs = truth.TrueCosts(Settled, Settled);

        Assert.Equal(truth.TotalCostUsd(Settled, Sim.Noon), costs.Sum(cost => cost.AmountUsd));
        Assert.Contains(costs, cost => cost is { UserId: not null, ApiKeyId: not null, Model: "gpt-5-2025-08-07", LineItem: "gpt-5, input", Meter: "input" });
    }

    private static decimal Factor(UsageRow row) => (row.Dimensions["batch"], row.Dimensions["service_tier"]) switch
    {
        ("true", _) or (_, "flex") => 0.5m,
        (_, "priority") => 1.75m,
        _ => 1m,
    };

    private static IEnumerable<DateOnly> Days(int from, int toInclusive) =>
        Enumerable.Range(from, toInclusive - from + 1).Select(offset => Today.AddDays(offset));
}
