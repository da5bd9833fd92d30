using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Export.Reading;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.OpenAi;
using Spectre.Console;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>
/// What the commands that read a range of days have in common: one organization of the configuration, progress on a
/// terminal, an exit code for each kind of failure, and an end in order when they are interrupted.
/// </summary>
internal sealed class RangeRun : IAsyncDisposable
{
    private readonly DemoOrganization? _demo;
    private readonly ILoggerFactory _loggers;

    private RangeRun(DemoOrganization? demo, ILoggerFactory loggers, ExporterOptions options, OrganizationOptions organization)
    {
        _demo = demo;
        _loggers = loggers;
        Options = options;
        Organization = organization;
        Source = Plans.Source(organization, options.Collection, observer: null, TimeProvider.System, loggers);
        Notes = new ReadingNotes(warning => HeldBack.Add(warning), (what, done) => Progressed?.Invoke(what, done));
    }

    /// <summary>The whole configuration.</summary>
    public ExporterOptions Options { get; }

    /// <summary>The organization that is read.</summary>
    public OrganizationOptions Organization { get; }

    /// <summary>Reads it, with the limits of the exporter.</summary>
    public OpenAiSpendSource Source { get; }

    /// <summary>Takes warnings; they are written to standard error in the end, when no progress is shown any more.</summary>
    public ReadingNotes Notes { get; }

    private List<string> HeldBack { get; } = [];

    private Action<string, double>? Progressed { get; set; }

    /// <summary>Stands for what is read, without the key: what was read of one source is of no use for another.</summary>
    public string Identity => $"{Organization.Name} {Organization.OrganizationId} {(_demo is null ? Organization.BaseUrl : "demo")} {string.Join(',', Organization.ProjectIds)}";

    /// <summary>Runs a command to its end.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="organization">The name of an organization, or null for the only one.</param>
    /// <param name="log">What to log.</param>
    /// <param name="showsProgress">Whether it may show its progress: not where its output goes to the same terminal.</param>
    /// <param name="work">What it does.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConfigurationException">There is no such organization, or there are several.</exception>
    public static async Task<int> RunAsync(
        ExporterOptions options, string? organization, LogOptions log, bool showsProgress, Func<RangeRun, CancellationToken, Task> work)
    {
        using var interruption = new CancellationTokenSource();
        var exitCode = ExitCode.Ok;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitCode.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitCode.Terminated));
        await using var run = await OpenAsync(options, organization, log);
        try
        {
            await run.WithProgressAsync(showsProgress, () => work(run, interruption.Token));
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            run.HeldBack.Add("Interrupted.");
        }
        catch (SpendSourceException failure)
        {
            exitCode = ExitCode.Of(failure.Outcome);
            run.HeldBack.Add(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            exitCode = ExitCode.Failed;
            run.HeldBack.Add($"It could not be written: {failure.Message}");
        }

        foreach (var line in run.HeldBack)
        {
            await Console.Error.WriteLineAsync(line);
        }

        return exitCode;

        void Stop(PosixSignalContext signal, int code)
        {
            // A second signal ends the program at once.
            signal.Cancel = !interruption.IsCancellationRequested;
            exitCode = code;
            interruption.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Source.Dispose();
        _loggers.Dispose();
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
    }

    private static async Task<RangeRun> OpenAsync(ExporterOptions options, string? name, LogOptions log)
    {
        var demo = options.Demo ? await DemoOrganization.StartAsync() : null;
        options = demo?.TakeThePlaceOf(options) ?? options;
        try
        {
            var organization = Choose(options.Organizations, name);
            var loggers = LoggerFactory.Create(logging =>
            {
                logging.Services.AddSingleton(TimeProvider.System);
                LoggingSetup.Use(logging, log.Level, log.Format);
            });
            return new RangeRun(demo, loggers, options, organization);
        }
        catch
        {
            await (demo?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    private static OrganizationOptions Choose(IReadOnlyList<OrganizationOptions> organizations, string? name)
    {
        var names = string.Join(", ", organizations.Select(static organization => organization.Name));
        return (name, organizations) switch
        {
            (null, [var only]) => only,
            (null, _) => throw Wrong($"several organizations are configured: name one of {names}"),
            _ => organizations.FirstOrDefault(organization => organization.Name == name) ?? throw Wrong($"there is no organization \"{name}\"; configured are {names}"),
        };

        static ConfigurationException Wrong(string what) => new([new ConfigurationError("--organization", what)]);
    }

    private async Task WithProgressAsync(bool showsProgress, Func<Task> work)
    {
        if (!showsProgress || Console.IsErrorRedirected)
        {
            await work();
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask($"Reading {Organization.Name.EscapeMarkup()}");
                Progressed = (what, done) =>
                {
                    task.Description = $"Reading {Organization.Name.EscapeMarkup()}, {what.EscapeMarkup()}";
                    task.Value = done * task.MaxValue;
                };
                await work();
            });
    }
}
