using System.Globalization;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Prometheus;

public sealed class BackfillTests
{
    private const string ByMonth =
        """sum by (month) (label_replace(last_over_time(openai_cost_daily_usd[1y]), "month", "$1", "date", "(.{7}).*"))""";

    [Fact]
    public async Task Year_LoadedByTheRealPrometheus_HasTheMonthsOfTheBooks()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        using var folder = new TemporaryFolder();
        var (from, to) = (organization.Today.AddDays(-364), organization.Today);
        var run = await CommandRun.OfAsync(
            organization, "embeddings", "backfill", "--from", $"{from:yyyy-MM-dd}", "--to", $"{to:yyyy-MM-dd}", "-o", folder.File("history.om"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("not over", Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.Equal(["history.om"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));

        await using (var promtool = RunningProgram.Start(
            "promtool", ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=1458h", folder.File("history.om"), folder.File("data")]))
        {
            Assert.True(await promtool.ExitCodeAsync() == 0, promtool.Output);
        }

        await using var prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n", folder.File("data"));
        var books = organization.Server.GroundTruth.CostsAsOf(organization.Now, from, to.AddDays(-1));
        var months = await prometheus.QueryAsync(ByMonth);
        Assert.Equal(
            books.GroupBy(row => row.Date.ToString("yyyy-MM", CultureInfo.InvariantCulture)).ToDictionary(month => month.Key, month => Math.Round((double)month.Sum(row => row.AmountUsd), 6)),
            months.ToDictionary(month => month.Labels["month"], month => Math.Round(month.Value, 6)));

        // A range from midnight to midnight holds the days between, whatever the version makes of its edges.
        var day = to.AddDays(-30);
        Assert.Equal(
            (double)books.Where(row => row.Date == day).Sum(row => row.AmountUsd),
            await prometheus.ValueAsync($"sum(last_over_time(openai_cost_daily_usd[1d] @ {new DateTimeOffset(day.AddDays(1), default, default).ToUnixTimeSeconds()}))"),
            precision: 6);
        var tokens = organization.Server.GroundTruth.UsageAsOf(organization.Now, "embeddings", from, to.AddDays(-1)).Sum(row => row.Measures["input_tokens"]);
        Assert.Equal((double)tokens, await prometheus.ValueAsync("sum(last_over_time(openai_embeddings_daily_input_tokens[1y]))"));
    }
}
