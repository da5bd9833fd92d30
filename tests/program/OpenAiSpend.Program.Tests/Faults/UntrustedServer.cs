using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Faults;

/// <summary>A server whose certificate nobody vouches for: what somebody in the middle would be.</summary>
internal sealed class UntrustedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private UntrustedServer(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.Single()), "/v1");

    /// <summary>How many requests came through the handshake, each with a key.</summary>
    public int Requests => _requests;

    public static async Task<UntrustedServer> StartAsync()
    {
        using var folder = new TemporaryFolder();
        var files = TestCertificate.Write(folder);
        var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = new UntrustedServer(builder.Build());
        server._app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return context.Response.WriteAsync("{}");
        });
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
