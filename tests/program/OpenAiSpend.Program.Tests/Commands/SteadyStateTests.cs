using OpenAiSpend.Collection;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Commands;

/// <summary>How much is asked of OpenAI once everything has been read.</summary>
public sealed class SteadyStateTests
{
    [Fact]
    public async Task Polls_OfAnOrganizationWhoseDaysFitOnePage_CostOneRequestEach()
    {
        const int Polls = 6;
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.SkipNearMidnight();
        await using var exporter = await ExporterProgram.StartAsync(
            $$"""
            {{Yaml.Default(organization.Server)}}
              costs: { interval: 1s }
              usage: { interval: 1s }
            """,
            organization.Environment);
        var page = await exporter.PageWhenAsync(
            page => UsageMetric.Surfaces.All(surface => Count(page, "openai_exporter_polls_total", surface) >= Polls), "The surfaces are not polled again.");

        Assert.All(UsageMetric.Surfaces, surface =>
        {
            // The request of the poll that is under way may be over.
            var polls = Count(page, "openai_exporter_polls_total", surface);
            Assert.InRange(Count(page, "openai_exporter_api_requests_total", surface), polls, polls + 1);
        });
    }

    [Fact]
    public void Readme_RequestsAnHour_AreThoseOfTheDefaultIntervals()
    {
        var collection = new CollectionOptions();
        var hour = TimeSpan.FromHours(1);
        var requests = (hour / collection.Costs.Interval) + (collection.Surfaces.Length * (hour / collection.Usage.Interval));

        Assert.Contains($"**{requests} requests an hour**", File.ReadAllText(Repository.File("README.md")), StringComparison.Ordinal);
    }

    private static decimal Count(ParsedExposition page, string family, string surface) =>
        page[family].Where(sample => sample["surface"] == surface).Sum(sample => sample.Value);
}
