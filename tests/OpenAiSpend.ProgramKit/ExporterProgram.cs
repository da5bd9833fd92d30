using System.Net;
using System.Text.RegularExpressions;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.ProgramKit;

/// <summary>The built exporter as a process of its own, on a loopback port that it chose itself.</summary>
internal sealed partial class ExporterProgram : IAsyncDisposable
{
    /// <summary>The variable in which <see cref="Yaml"/> expects the key.</summary>
    public const string KeyVariable = "E2E_ADMIN_KEY";

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);

    private readonly TemporaryFolder _folder;
    private readonly RunningProgram _program;

    private ExporterProgram(TemporaryFolder folder, RunningProgram program)
    {
        _folder = folder;
        _program = program;
    }

    /// <summary>Asks the exporter; it decompresses nothing and keeps its connections.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        // Who is asked is known by the port; that others can check the certificate is a test of its own.
        SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
    });

    public RunningProgram Process => _program;

    /// <summary>What the program has logged so far.</summary>
    public IReadOnlyList<LogLine> Log => [.. _program.ErrorLines.Select(LogLine.Parse)];

    /// <summary>Starts any command of the program.</summary>
    public static RunningProgram Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        RunningProgram.Start(
            // What a script starts in the background ignores Ctrl-C, what nohup starts ignores SIGHUP, and so does what that starts,
            // unless told otherwise.
            "env", ["--default-signal=INT,HUP", "dotnet", Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), .. arguments], environment);

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="yaml">The configuration, or null for no file.</param>
    /// <param name="environment">Variables about OpenAI.</param>
    /// <param name="flags">Flags besides the file and the address.</param>
    public static async Task<ExporterProgram> StartAsync(
        string? yaml = null, IReadOnlyDictionary<string, string>? environment = null, params string[] flags)
    {
        var folder = new TemporaryFolder();
        string[] file = yaml is null ? [] : ["--config.file", folder.Write("exporter.yml", yaml)];
        var exporter = new ExporterProgram(folder, Run([.. file, "--web.listen-address", "127.0.0.1:0", .. flags], environment));
        try
        {
            await Eventually.True(() => exporter.Http.BaseAddress is not null || exporter.FindAddress(), "The exporter does not listen.");
        }
        catch (Exception failure)
        {
            var output = exporter._program.Output;
            await exporter.DisposeAsync();
            throw new InvalidOperationException($"The exporter did not start. It wrote:\n{output}", failure);
        }

        return exporter;
    }

    /// <summary>The page of metrics in the text format.</summary>
    public async Task<ParsedExposition> PageAsync() => ParsedExposition.Parse(await Http.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), Token));

    /// <summary>Looks at the page until it shows something.</summary>
    public async Task<ParsedExposition> PageWhenAsync(Func<ParsedExposition, bool> condition, string otherwise)
    {
        ParsedExposition? page = null;
        try
        {
            await Eventually.True(async () => condition(page = await PageAsync()), otherwise, pause: LookPause);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{otherwise} The exporter wrote:\n{_program.Output}", failure);
        }

        return page!;
    }

    /// <summary>The page once every surface has been polled and is on it: a poll ends a moment before its numbers are published.</summary>
    /// <param name="surfaces">How many surfaces of costs and usage, of all organizations together.</param>
    /// <param name="withNames">Whether the names of projects must be there too; they are read beside the rest.</param>
    public Task<ParsedExposition> PageWhenReadAsync(int surfaces = 12, bool withNames = false) => PageWhenAsync(
        page => Shown(page).Length == surfaces
            && Shown(page).All(series => page.Of("openai_exporter_last_success_timestamp_seconds", series["organization"]!, series["surface"]!) is not null)
            && (!withNames || page["openai_project_info"].Any(project => project["project"] != project["project_id"])),
        $"The exporter does not show {surfaces} surfaces{(withNames ? " and names" : string.Empty)}.");

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    private static Sample[] Shown(ParsedExposition page) => [.. page["openai_exporter_series"].Where(series => UsageMetric.Surfaces.Contains(series["surface"]))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private bool FindAddress()
    {
        // The address stands in the log, in either format, once the exporter listens.
        if (_program.ErrorLines.Select(line => ListeningAddress().Match(line)).FirstOrDefault(match => match.Success) is { } found)
        {
            Http.BaseAddress = new Uri(found.Value);
            return true;
        }

        return _program.HasExited ? throw new InvalidOperationException("The exporter ended.") : false;
    }

    [GeneratedRegex("(?<=listens.*)https?://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex ListeningAddress();
}
