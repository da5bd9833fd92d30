using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace OpenAiSpend.Exposition.Tests.Otlp;

/// <summary>Takes OTLP by HTTP or by gRPC, and keeps the bytes.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private FakeCollector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        _app = builder.Build();
        _app.MapPost("/v1/metrics", TakeAsync);
        _app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", async context =>
        {
            await TakeAsync(context);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5], TestContext.Current.CancellationToken);
            context.Response.AppendTrailer("grpc-status", Status == HttpStatusCode.OK ? "0" : "14");
        });
    }

    /// <summary>How it answers; gRPC says "unavailable" for anything but OK.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyList<byte[]> Bodies => [.. _bodies];

    public static async Task<FakeCollector> StartAsync(HttpProtocols protocols)
    {
        FakeCollector collector = new(protocols);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Whether a text stands in any request. Names and values of labels stand in them as they are.</summary>
    public bool Has(string text) => _bodies.Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public void Clear() => _bodies.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, TestContext.Current.CancellationToken);
        _bodies.Enqueue(body.ToArray());
        context.Response.StatusCode = context.Request.Protocol == HttpProtocol.Http2 ? StatusCodes.Status200OK : (int)Status;
    }
}
