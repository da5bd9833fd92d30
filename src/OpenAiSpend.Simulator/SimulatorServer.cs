using System.Net;

namespace OpenAiSpend.Simulator;

/// <summary>A fake OpenAI organization that listens on 127.0.0.1.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();
    private readonly RequestHandler _handler;
    private int _isDisposed;

    private SimulatorServer(SimulatorOptions options)
    {
        AdminKey = options.AdminKey;
        GroundTruth = GroundTruth.Draw(options);
        _handler = new RequestHandler(options, GroundTruth, Faults, Requests, _stopping.Token);

        // The empty builder reads no environment, so that ASPNETCORE_URLS cannot open another port, and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        // A big answer on its way does not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _application = builder.Build();
        _application.Run(_handler.HandleAsync);
    }

    /// <summary>The base URL to give to a client, <c>http://127.0.0.1:PORT/v1</c>.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1/v1");

    /// <summary>The only key that is accepted.</summary>
    public string AdminKey { get; }

    /// <summary>What the organization really used and spent.</summary>
    public GroundTruth GroundTruth { get; }

    /// <summary>What goes wrong at the moment.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The requests that came in.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>How many requests hang at the moment, as a fault wants it.</summary>
    public int HangingRequests => _handler.Hanging;

    /// <summary>Draws the organization and starts to listen.</summary>
    /// <param name="options">What to draw and where to listen.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="ArgumentException">The scenario is not known.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        SimulatorServer server = new(options);
        try
        {
            await server._application.StartAsync(ct);
            server.BaseUrl = new Uri(new Uri(server._application.Urls.First()), "/v1");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends every request, the hanging ones too, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _stopping.Dispose();
    }
}

/// <summary>Leaves signals alone: the program that starts the simulator decides when it ends.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
