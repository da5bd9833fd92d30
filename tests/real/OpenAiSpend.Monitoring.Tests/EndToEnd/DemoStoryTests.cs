using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>
/// What the demo tells: its exporter, Prometheus with the shipped rules and Alertmanager with the shipped configuration, with
/// seconds in place of minutes.
/// </summary>
public sealed class DemoStoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _address = $"127.0.0.1:{Loopback.FreePort()}";

    [Fact]
    public async Task Demo_WithNothingConfigured_TellsEachOfItsStoriesToWhomItConcerns()
    {
        var now = TimeProvider.System.GetUtcNow();
        Assert.SkipWhen(now is { Day: 1, Hour: < 5 }, "In the first hours of a month nothing has been billed, so no budget can be exceeded.");
        await using var webhook = new WebhookReceiver();
        await using var alertmanager = await AlertmanagerServer.StartAsync(Shortened.Alertmanager(webhook.Url));
        using var folder = new TemporaryFolder();
        await using var prometheus = await PrometheusServer.StartAsync(Shortened.Prometheus(folder, _address, alertmanager.Url.Authority));
        await using var exporter = RunningProgram.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "--demo", "--web.listen-address", _address]);

        var exceeded = await ToldAsync("OpenAIBudgetExceeded");
        Assert.Equal(("team-science", "warning", "science", "science"), (exceeded.Receiver, exceeded.Labels["severity"], exceeded.Labels["budget"], exceeded.Labels["team"]));
        Assert.Matches(@"^Budget science: \$[\d,]+ of \$[\d,]+ \(1\d\d %\)$", exceeded.Annotations["summary"]);
        Assert.Equal("http://localhost:3000/d/openai-spend?var-organization=demo", exceeded.Annotations["dashboard_url"]);

        var nearly = await ToldAsync("OpenAIBudgetStepReached");
        Assert.Equal(("warning", "applications", "0.9", "applications"), (nearly.Receiver, nearly.Labels["budget"], nearly.Labels["step"], nearly.Labels["team"]));
        Assert.Matches(@"^Budget applications: \$[\d,]+ of \$[\d,]+ \(9\d %\)$", nearly.Annotations["summary"]);

        var spike = await ToldAsync("OpenAISpendAnomaly");
        Assert.Equal(("team-science", "yesterday", "4711"), (spike.Receiver, spike.Labels["day"], spike.Labels["cost_center"]));
        // What is usual is left out where a scrape was too slow at that moment.
        Assert.Matches(@"^Project Research: (\$[\d,]+ )?yesterday(, \$[\d,]+ usually)?$", spike.Annotations["summary"]);

        var runaway = await ToldAsync("OpenAISuddenTokenRate");
        Assert.Equal(("critical", "applications"), (runaway.Receiver, runaway.Labels["team"]));
        Assert.Matches(@"^API key chat-production: \d+ times its usual tokens, about \$[\d,]+ an hour$", runaway.Annotations["summary"]);

        Assert.All(
            webhook.Received.Where(static notification => notification.Labels.GetValueOrDefault("team") == "science"),
            static notification => Assert.Equal("team-science", notification.Receiver));

        async Task<Notification> ToldAsync(string alert)
        {
            await Eventually.True(
                () => Task.FromResult(webhook.Received.Any(notification => notification.IsFiring && notification.Alert == alert)),
                $"{alert} is not told. {prometheus.Log}{alertmanager.Log}",
                Patience,
                Pause);
            return webhook.Received.First(notification => notification.IsFiring && notification.Alert == alert);
        }
    }
}
