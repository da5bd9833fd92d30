using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>The whole exporter in this process with the limits of the test, for what clients do to it. By default it has nothing to read.</summary>
internal sealed class HostedWeb : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostedWeb(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<HostedWeb> StartAsync(WebLimits? limits = null, string? yaml = null, string adminKey = "sk-admin-abcdefghijklmnop", Action<WebApplicationBuilder>? adjust = null)
    {
        using var folder = new TemporaryFolder();
        var options = new ConfigurationReader(name => name == ExporterProgram.KeyVariable ? adminKey : null).Read(new CommandLineOptions
        {
            ConfigFile = folder.Write("exporter.yml", $"{yaml ?? Yaml.Restless(Yaml.Organization("acme", new Uri($"http://127.0.0.1:{Loopback.FreePort()}/v1")))}\n"),
            ListenAddress = "127.0.0.1:0",
        });
        var web = new HostedWeb(ServeCommand.Build(options, new LogOptions("error", "logfmt"), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(limits ?? new WebLimits());
            adjust?.Invoke(builder);
        }));
        await web._app.StartAsync(Token);
        return web;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
