namespace OpenAiSpend.Simulator.Tests;

public class ScenarioTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Sim.Noon.UtcDateTime);

    [Fact]
    public void Draw_UnknownScenario_SaysWhichThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Sim.GroundTruth("nonsense"));

        Assert.Contains("hostile-names", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_Quiet_HasNoRowsAtAll()
    {
        var truth = Sim.GroundTruth("quiet");

        Assert.Empty(truth.CostsAsOf(Sim.Noon, Today.AddDays(-30), Today));
        Assert.All(Surfaces.Usage, surface => Assert.Empty(truth.UsageAsOf(Sim.Noon, surface, Today.AddDays(-30), Today)));
    }

    [Fact]
    public void Draw_NewModel_AppearsYesterday()
    {
        var models = Sim.GroundTruth("new-model").UsageAsOf(Sim.Noon, "completions", Today.AddDays(-40), Today)
            .Where(row => row.Dimensions["model"] == "gpt-6-preview-2026-11-01")
            .Select(row => row.Date);

        Assert.Equal([Today.AddDays(-1), Today], models.Distinct());
    }

    [Fact]
    public void Draw_Large_HasAsManyLabelSetsAsAskedFor()
    {
        var rows = Sim.GroundTruth("large").UsageAsOf(Sim.Noon, "completions", Today.AddDays(-1), Today.AddDays(-1));

        Assert.InRange(rows.Count, 500, 750);
    }

    [Fact]
    public void Draw_Story_HasASpikeYesterdayAndAKeyThatRunsAwaySinceTheHourBefore()
    {
        var truth = Sim.GroundTruth("story");

        Assert.Equal(Today.AddDays(-1), truth.SpikeDay);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero), truth.Runaway!.From);
        Assert.Null(truth.Runaway.Until);
    }

    [Fact]
    public void Draw_HostileNames_AreEverywhere()
    {
        var truth = Sim.GroundTruth("hostile-names,no-spike");
        var items = truth.CostsAsOf(Sim.Noon, Today.AddDays(-5), Today).Select(row => row.LineItem ?? "").ToList();

        Assert.Contains(truth.Projects, project => project.Name.Contains('\n', StringComparison.Ordinal));
        Assert.Contains(truth.Users, user => user.Name.Contains("<script>", StringComparison.Ordinal));
        Assert.Contains(items, item => item.Contains('"', StringComparison.Ordinal));
        Assert.Contains(items, item => item.Length > 290);
        Assert.Null(truth.SpikeDay);
    }

    [Fact]
    public void Draw_Organization_HasItsOddities()
    {
        var truth = Sim.GroundTruth();

        Assert.Equal(8, truth.Projects.Count);
        Assert.Equal(7, truth.Projects.DistinctBy(project => project.Name).Count());
        Assert.Single(truth.Projects, project => project.IsArchivedAt(Sim.Noon));
        Assert.Equal(30, truth.Users.Count);
        Assert.Contains(truth.Users, user => user.HasLeft);
        Assert.Contains(truth.ApiKeys, key => key.IsDeleted);
        Assert.Contains(truth.ApiKeys, key => key.Owner is null);
        Assert.Equal(12, Surfaces.Usage
            .SelectMany(surface => truth.UsageAsOf(Sim.Noon, surface, Today.AddDays(-5), Today))
            .Select(row => row.Dimensions.GetValueOrDefault("model"))
            .OfType<string>()
            .Distinct()
            .Count());
    }
}
