using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>
/// From an API key that runs away to the message somebody gets: the simulator, the exporter, Prometheus with the shipped
/// rules and Alertmanager with the shipped configuration, with seconds in place of minutes.
/// </summary>
public sealed class AlertingTests
{
    private const string KeyVariable = "E2E_ADMIN_KEY";
    private const string TokenRate = "OpenAISuddenTokenRate";
    private const string Exceeded = "OpenAIBudgetExceeded";
    private const string Forecast = "OpenAIBudgetForecastExceeded";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SimulatedUsageLag = TimeSpan.FromMinutes(10);

    private readonly string _address = $"127.0.0.1:{Loopback.FreePort()}";

    [Fact]
    public async Task Runaway_FromTheFirstTokenToTheLast_IsToldOnceAndTakenBack()
    {
        var now = TimeProvider.System.GetUtcNow();
        Assert.SkipWhen(now is { Day: 1, Hour: < 5 }, "In the first hours of a month nothing has been billed, so no budget can be exceeded.");
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var webhook = new WebhookReceiver();
        await using var alertmanager = await AlertmanagerServer.StartAsync(Shortened.Alertmanager(webhook.Url));
        using var folder = new TemporaryFolder();
        await using var prometheus = await PrometheusServer.StartAsync(Shortened.Prometheus(folder, _address, alertmanager.Url.Authority));
        using var configuration = new TemporaryFolder();
        var exporter = StartExporter(configuration, simulator);
        try
        {
            // Ordinary use is not told.
            await UntilAsync(async () => (await prometheus.QueryAsync("organization_project_key:openai_completions_tokens_per_hour:factor")).Count > 0, "No token rate.");
            await UntilAsync(() => Firing(webhook, Exceeded).Any(), $"The budget is not told of. {prometheus.Log}{alertmanager.Log}");
            var before = Firing(webhook, TokenRate).ToArray();

            simulator.GroundTruth.StartRunaway(TimeProvider.System.GetUtcNow() - SimulatedUsageLag, factor: 500);
            var key = simulator.GroundTruth.Runaway!.ApiKeyId;
            await UntilAsync(() => OfTheRunaway().Any(static notification => notification.IsFiring), "The runaway is not told of.");
            AssertIsAboutTheRunaway(OfTheRunaway().First(), key);
            Assert.Empty(OfTheRunaway().Intersect(before));
            AssertIsAboutTheBudget(Firing(webhook, Exceeded).First());

            await AssertEveryRuleIsHealthyAsync(prometheus);

            // Exceeded silences the forecast.
            await UntilAsync(async () => await alertmanager.StatesAsync(Forecast) is ["suppressed"], "The forecast is not silenced.");
            Assert.Empty(Firing(webhook, Forecast));

            // A restart without state is not told.
            await exporter.DisposeAsync();
            await UntilAsync(async () => await prometheus.ValueAsync("up{job=\"openai-spend-exporter\"}") == 0, "Prometheus does not see that the exporter is down.");
            exporter = StartExporter(configuration, simulator);
            await UntilAsync(async () => (await prometheus.QueryAsync("organization_project_key:openai_completions_tokens_per_hour:factor")).Count > 0, "No token rate after the restart.");
            Assert.DoesNotContain(webhook.Received, static notification => notification is { IsFiring: false, Alert: Exceeded });
            Assert.DoesNotContain(OfTheRunaway(), static notification => !notification.IsFiring);

            simulator.GroundTruth.StopRunaway(TimeProvider.System.GetUtcNow() - SimulatedUsageLag);
            await UntilAsync(() => OfTheRunaway().Any(static notification => !notification.IsFiring), "The end is not told.");
            Assert.DoesNotContain(webhook.Received, static notification => notification is { IsFiring: false, Alert: Exceeded });

            // On a busy machine, where seconds stand for minutes, another key may seem to run away as well.
            IEnumerable<Notification> OfTheRunaway() => webhook.Received.Where(notification => notification.Alert == TokenRate && notification.Labels["api_key_id"] == key);
        }
        finally
        {
            await exporter.DisposeAsync();
        }
    }

    private RunningProgram StartExporter(TemporaryFolder folder, SimulatorServer simulator)
    {
        var file = folder.Write(
            "exporter.yml",
            $$"""
            organizations:
              - { name: acme, admin_key_env: {{KeyVariable}}, base_url: "{{simulator.BaseUrl}}" }
            collection:
              requests_per_second: 0
              costs: { interval: 2s }
              usage: { interval: 1s }
              surfaces: [completions]
            budgets:
              - { name: everything, monthly_usd: 1 }
            """);
        return RunningProgram.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "--config.file", file, "--web.listen-address", _address],
            new Dictionary<string, string> { [KeyVariable] = simulator.AdminKey });
    }

    private static void AssertIsAboutTheRunaway(Notification notification, string apiKeyId)
    {
        Assert.Equal("critical", notification.Receiver);
        Assert.Equal("acme", notification.Labels["organization"]);
        Assert.Equal(apiKeyId, notification.Labels["api_key_id"]);
        Assert.Matches(@"^API key .+: \d+ times its usual tokens, about \$[\d,]+ an hour$", notification.Annotations["summary"]);
        Assert.Matches($@"^Key .* in project .* of acme uses [\d.]+ times its usual tokens, [\d.]+[kMG]? an hour, roughly \$[\d,]+\.\d\d an hour\.", notification.Annotations["description"]);
        Assert.Contains($"({apiKeyId})", notification.Annotations["description"], StringComparison.Ordinal);
        Assert.EndsWith("prometheus/runbook.md#openaisuddentokenrate", notification.Annotations["runbook_url"], StringComparison.Ordinal);
        Assert.Equal("http://localhost:3000/d/openai-usage?var-organization=acme", notification.Annotations["dashboard_url"]);
    }

    private static void AssertIsAboutTheBudget(Notification notification)
    {
        Assert.Equal("critical", notification.Receiver);
        Assert.Equal("everything", notification.Labels["budget"]);
        Assert.Matches(@"^Budget everything: \$[\d,]+ of \$1 \(\d+ %\)$", notification.Annotations["summary"]);
        Assert.Matches(@"^acme has spent \$[\d,]+\.\d\d this month on what the budget everything covers, which is \$1\.00\.$", notification.Annotations["description"]);
    }

    private static async Task AssertEveryRuleIsHealthyAsync(PrometheusServer prometheus)
    {
        var groups = (await prometheus.GetAsync("rules")).GetProperty("groups").EnumerateArray();

        Assert.All(groups.SelectMany(static group => group.GetProperty("rules").EnumerateArray()), static rule =>
            Assert.True(rule.GetProperty("health").GetString() == "ok", $"{rule}"));
    }

    private static IEnumerable<Notification> Firing(WebhookReceiver webhook, string alert) =>
        webhook.Received.Where(notification => notification.IsFiring && notification.Alert == alert);

    private static Task UntilAsync(Func<bool> condition, string otherwise) => UntilAsync(() => Task.FromResult(condition()), otherwise);

    private static Task UntilAsync(Func<Task<bool>> condition, string otherwise) => Eventually.True(condition, otherwise, Patience, Pause);
}
