using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Telemetry;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>A web server that answers scrapes, on a port of its own.</summary>
internal sealed class ExporterHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ExporterHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>A client that decompresses nothing by itself.</summary>
    public HttpClient Client { get; }

    public SelfTelemetry Telemetry => _app.Services.GetRequiredService<SelfTelemetry>();

    public MetricsEndpoint Endpoint => _app.Services.GetRequiredService<MetricsEndpoint>();

    public static async Task<ExporterHost> StartAsync(Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddExposition(Rendered.Everything).AddOwnMetrics(otlp: null);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapMethods("/metrics", ["GET", "HEAD"], app.Services.GetRequiredService<MetricsEndpoint>().WriteAsync);
        await app.StartAsync();
        return new ExporterHost(app);
    }

    public void Publish(SpendSnapshot snapshot)
    {
        foreach (var sink in _app.Services.GetServices<IReportSink>())
        {
            sink.Publish(Rendered.Report(snapshot));
        }
    }

    public async Task<HttpResponseMessage> ScrapeAsync(string? accept = null, string? acceptEncoding = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, "/metrics");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (acceptEncoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The page in the text format, not compressed.</summary>
    public async Task<string> TextAsync(string? accept = null)
    {
        using var response = await ScrapeAsync(accept);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
