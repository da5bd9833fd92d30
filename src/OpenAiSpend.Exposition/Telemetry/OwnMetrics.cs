using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>
/// What OpenTelemetry's Prometheus exporter writes of the exporter's own metrics and of .NET's. It answers requests and can
/// write nowhere else: so it answers one of ours, into memory.
/// </summary>
internal sealed class OwnMetrics : IDisposable
{
    private readonly SelfTelemetry _telemetry;
    private readonly RequestDelegate _exporter;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly MemoryStream _answer = new();

    /// <summary>Writes what a provider collects.</summary>
    /// <param name="telemetry">The exporter's own instruments.</param>
    /// <param name="provider">Has a Prometheus exporter.</param>
    /// <param name="services">What that was configured in.</param>
    public OwnMetrics(SelfTelemetry telemetry, MeterProvider provider, IServiceProvider services)
    {
        _telemetry = telemetry;
        _exporter = new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(provider, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
            .Build();
    }

    /// <summary>Collects and writes all metrics as they are now, and the end of the exposition. Callers wait for each other.</summary>
    /// <param name="contentType">The format, as <see cref="ScrapeNegotiation"/> names it.</param>
    /// <param name="cancelled">The caller waits no longer.</param>
    /// <returns>The exposition that the metrics are about, or null before the first; and the text.</returns>
    /// <exception cref="InvalidOperationException">The metrics could not be collected.</exception>
    public async Task<(SpendExposition? Exposition, ChunkedBuffer Text)> WriteAsync(string contentType, CancellationToken cancelled)
    {
        await _turn.WaitAsync(cancelled);
        try
        {
            DefaultHttpContext context = new();
            context.Request.Headers.Accept = contentType;
            context.Response.Body = _answer;
            _answer.SetLength(0);
            var exposition = await _telemetry.OfOneMomentAsync(() => _exporter(context));
            if (context.Response.ContentType != contentType)
            {
                throw new InvalidOperationException($"{contentType} was asked for, and OpenTelemetry answered {context.Response.StatusCode} {context.Response.ContentType}.");
            }

            ChunkedBuffer text = new();
            text.Write(_answer.GetBuffer().AsSpan(0, (int)_answer.Length));
            return (exposition, text);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _answer.Dispose();
    }
}
