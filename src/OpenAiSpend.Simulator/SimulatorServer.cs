using System.Net;

namespace OpenAiSpend.Simulator;

/// <summary>A fake OpenAI organization that listens on 127.0.0.1.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;
    private readonly FrontDoor _door;
    private int _isDisposed;

    private SimulatorServer(
        WebApplication application,
        CancellationTokenSource stopping,
        SimulatorOptions options,
        Books books,
        FaultPlan faults,
        RequestLog requests,
        FrontDoor door)
    {
        _door = door;
        _application = application;
        _stopping = stopping;
        AdminKey = options.AdminKey;
        Books = books;
        Faults = faults;
        Requests = requests;
        BaseUrl = new Uri(new Uri(application.Urls.First()), "/v1");
    }

    /// <summary>The base URL to give to a client, <c>http://127.0.0.1:PORT/v1</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The only key that is accepted.</summary>
    public string AdminKey { get; }

    /// <summary>The truth.</summary>
    public Books Books { get; }

    /// <summary>What goes wrong at the moment.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The requests that came in.</summary>
    public RequestLog Requests { get; }

    /// <summary>How many requests hang at the moment, as a fault wants it.</summary>
    public int HangingRequests => _door.Hanging;

    /// <summary>Draws the books and starts to listen.</summary>
    /// <param name="options">What to draw and where to listen.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="ArgumentException">The scenario is not known.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var books = Books.Draw(options);
        FaultPlan faults = new();
        RequestLog requests = new();
        CancellationTokenSource stopping = new();

        // The empty builder reads no environment, so that ASPNETCORE_URLS cannot open another door, and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        // A big answer on its way does not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        var application = builder.Build();
        FrontDoor door = new(options, books, faults, requests, stopping.Token);
        application.Run(door.HandleAsync);
        try
        {
            await application.StartAsync(ct);
        }
        catch
        {
            await application.DisposeAsync();
            stopping.Dispose();
            throw;
        }
        return new SimulatorServer(application, stopping, options, books, faults, requests, door);
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
