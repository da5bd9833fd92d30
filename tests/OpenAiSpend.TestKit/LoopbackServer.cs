namespace OpenAiSpend.TestKit;

/// <summary>A real server that a test started, on loopback, on a free port, with a folder of its own.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunningProgram _program;

    private LoopbackServer(TemporaryFolder folder, RunningProgram program, Uri url)
    {
        _folder = folder;
        _program = program;
        Url = url;
        Http = new HttpClient { BaseAddress = url };
    }

    public Uri Url { get; }

    /// <summary>Asks the server; addresses are relative to it.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _program.ProcessId;

    /// <summary>What it wrote so far.</summary>
    public string Log => _program.Output;

    /// <summary>Starts a server, and waits until a path of it answers with success.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, from its folder and where it is to listen.</param>
    /// <param name="readyPath">The path that says whether it is ready.</param>
    public static async Task<LoopbackServer> StartAsync(
        string program, Func<TemporaryFolder, Uri, IEnumerable<string>> arguments, string readyPath = "/-/ready")
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var folder = new TemporaryFolder();
        var url = new Uri($"http://127.0.0.1:{Loopback.FreePort()}");
        var server = new LoopbackServer(folder, RunningProgram.Start(program, arguments(folder, url)), url);
        await Eventually.True(() => server.IsReadyAsync(readyPath), $"{program} did not get ready:\n{server.Log}");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _program.HasExited ? throw new InvalidOperationException($"The server ended:\n{Log}") : false;
        }
    }
}
