using OpenAiSpend.ProgramKit;


namespace OpenAiSpend.Program.Tests.Books;

public sealed class RevisionTests
{
    [Fact]
    public async Task CostDaily_OfADayThatOpenAIRevises_IsReplacedAndTheDifferenceShown()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.SkipNearMidnight();
        var (books, now) = (organization.Server.GroundTruth, organization.Now);
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);
        await exporter.PageWhenReadAsync();
        var days = organization.TrailingDays(4).ToArray();
        var before = days.ToDictionary(day => day, day => books.TotalCostUsd(day, now));

        books.StartRunaway(now.AddHours(-60));
        var after = days.ToDictionary(day => day, day => books.TotalCostUsd(day, now));
        Assert.NotEqual(before[days[^3]], after[days[^3]]);
        var page = await exporter.PageWhenAsync(
            page => page["openai_cost_daily_usd"].Sum(sample => sample.Value) == after.Values.Sum(), "The revised costs are not shown.");
        Assert.All(days, day => Assert.Equal(
            after[day], page["openai_cost_daily_usd"].Where(sample => sample["date"] == ExpectedSeries.Date(day)).Sum(sample => sample.Value)));
        // Yesterday is not plausibly complete before it has been over for a day: costs come hours late.
        Assert.All(days.SkipLast(2), day => Assert.Equal(
            after[day] - before[day], page.Value("openai_cost_revision_daily_usd", ("date", ExpectedSeries.Date(day)))));
    }
}
