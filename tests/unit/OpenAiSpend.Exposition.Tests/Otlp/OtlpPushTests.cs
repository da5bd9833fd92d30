using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Tests.Otlp;

public sealed class OtlpPushTests
{
    // What a gRPC server takes unless told otherwise.
    private const int SmallestLimit = 4 * 1024 * 1024;

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, HttpProtocols.Http1)]
    [InlineData(OtlpExportProtocol.Grpc, HttpProtocols.Http2)]
    public async Task Push_LargePage_GoesOutWholeInSmallRequests(OtlpExportProtocol protocol, HttpProtocols server)
    {
        const int Projects = 10_000;
        await using var collector = await FakeCollector.StartAsync(server);
        using var pushing = new Pushing(collector, protocol);
        pushing.Publish(Costs(Projects));

        Assert.True(pushing.Push());

        Assert.True(collector.Bodies.Count > 3, "The page went out in one request.");
        Assert.All(collector.Bodies, static body => Assert.InRange(body.Length, 1, SmallestLimit));
        Assert.All(new[] { 0, Projects / 2, Projects - 1 }, project => Assert.True(collector.Has(Project(project)), $"{Project(project)} is missing."));
        Assert.True(collector.Has("openai_exporter_build_info"), "The exporter's own metrics are missing.");
        Assert.False(collector.Has("otel.metric.overflow"), "Series were folded into one.");
        Assert.All(["service.name", "openai-spend-exporter", "service.instance.id", "some instance"], text => Assert.True(collector.Has(text), text));
    }

    [Fact]
    public async Task Push_AfterAnotherSnapshot_SendsWhatHasGoneNoMore()
    {
        await using var collector = await FakeCollector.StartAsync(HttpProtocols.Http1);
        using var pushing = new Pushing(collector);
        pushing.Publish(Costs(2));
        Assert.True(pushing.Push());
        Assert.True(collector.Has(Project(1)));

        collector.Clear();
        pushing.Publish(Costs(1));
        Assert.True(pushing.Push());

        Assert.True(collector.Has(Project(0)));
        Assert.False(collector.Has(Project(1)));
    }

    [Fact]
    public async Task Push_NothingReadYet_SendsTheOwnMetricsAlone()
    {
        await using var collector = await FakeCollector.StartAsync(HttpProtocols.Http1);
        using var pushing = new Pushing(collector);

        Assert.True(pushing.Push());

        Assert.Single(collector.Bodies);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, HttpProtocols.Http1)]
    [InlineData(OtlpExportProtocol.Grpc, HttpProtocols.Http2)]
    public async Task Push_Refused_FailsAndWorksAgainLater(OtlpExportProtocol protocol, HttpProtocols server)
    {
        await using var collector = await FakeCollector.StartAsync(server);
        using var pushing = new Pushing(collector, protocol);
        pushing.Publish(Costs(1));

        collector.Status = HttpStatusCode.ServiceUnavailable;
        Assert.False(pushing.Push());
        Assert.NotNull(pushing.Receiver.LastFailure);
        collector.Status = HttpStatusCode.OK;
        Assert.True(pushing.Push());

        Assert.True(collector.Has(Project(0)));
    }

    private static string Project(int number) => $"proj_{number:00000}_of_some_length";

    private static SpendSnapshot Costs(int projects) => Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, Some.Costs(
        Some.Day, [.. Enumerable.Range(0, projects).Select(project => ((string?)Project(project), (string?)"gpt-5, input", (decimal)project + 1))])));

    private sealed class Pushing : IDisposable
    {
        private readonly ServiceProvider _services;
        private readonly OtlpPush _push;

        public Pushing(FakeCollector collector, OtlpExportProtocol protocol = OtlpExportProtocol.HttpProtobuf)
        {
            _services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddExposition(new ExpositionOptions()).AddOwnMetrics(new OtlpOptions
            {
                Endpoint = protocol == OtlpExportProtocol.Grpc ? collector.Url : new Uri(collector.Url, "/v1/metrics"),
                Protocol = protocol,
                Compression = OtlpExportCompression.None,
                InstanceId = "some instance",
            }).BuildServiceProvider();
            _services.GetRequiredService<MeterProvider>();
            _push = _services.GetServices<IHostedService>().OfType<OtlpPush>().Single();
        }

        public void Publish(SpendSnapshot snapshot) => _services.GetRequiredService<ExpositionStore>().Publish(Rendered.Report(snapshot));

        public OtlpReceiver Receiver => _services.GetRequiredService<OtlpReceiver>();

        public bool Push() => _push.Push(CancellationToken.None);

        public void Dispose() => _services.Dispose();
    }
}
