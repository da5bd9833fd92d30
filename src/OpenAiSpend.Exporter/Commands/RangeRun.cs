using System.CommandLine;
using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.OpenAi;
using Spectre.Console;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>
/// What the commands that read a range of days have in common: one organization of the configuration, progress on a
/// terminal, an exit code for each kind of failure, and an end in order when they are interrupted.
/// </summary>
/// <param name="Options">The whole configuration.</param>
/// <param name="Organization">The organization that is read.</param>
/// <param name="Reader">Reads it, with the limits of the exporter.</param>
internal sealed record RangeRun(ExporterOptions Options, OpenAiOptions Organization, RangeReader Reader)
{
    // What was read of one source is of no use for another. It holds no key.
    private string Identity => $"{Organization.OrganizationName} {Organization.OrganizationId} {(Options.Demo ? "demo" : Organization.BaseUrl)} {string.Join(',', Organization.ProjectIds)} {string.Join('\n', Organization.LineItems)}";

    /// <summary>Runs a command that writes the file of <see cref="RangeCommands.Output"/>.</summary>
    public static Task<int> WriteAsync(ExporterOptions options, ParseResult flags, LogOptions log, Func<RangeRun, Stream, CancellationToken, Task> write)
    {
        var output = flags.GetValue(RangeCommands.Output);
        return RunAsync(options, flags, log, showsProgress: !OutputFile.IsStream(output), (run, cancellationToken) => OutputFile.WriteAsync(
            output, run.Identity, run.Reader, to => write(run, to, cancellationToken), cancellationToken));
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="flags">The flags of the command.</param>
    /// <param name="log">What to log.</param>
    /// <param name="showsProgress">Whether it may show its progress: not where its output goes to the same terminal.</param>
    /// <param name="work">What it does.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConfigurationException">There is no such organization, or there are several.</exception>
    public static async Task<int> RunAsync(
        ExporterOptions options, ParseResult flags, LogOptions log, bool showsProgress, Func<RangeRun, CancellationToken, Task> work)
    {
        using var interruption = new CancellationTokenSource();
        var exitCode = ExitCode.Ok;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitCode.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitCode.Terminated));

        await using var demo = options.Demo ? await DemoOrganization.StartAsync(options.IsDemoQuiet) : null;
        options = demo?.TakeThePlaceOf(options) ?? options;
        var organization = Choose(options.Organizations, flags.GetValue(RangeCommands.Organization));
        using var loggers = LoggerFactory.Create(logging =>
        {
            logging.Services.AddSingleton(TimeProvider.System);
            LoggingSetup.Use(logging, new LogLevelSwitch(log.Level, options), log.Format);
        });
        using var source = new OpenAiSpendSource(organization, observer: null, TimeProvider.System, loggers);

        // They are written to standard error in the end, when no progress is shown any more.
        var messages = new List<string>();
        var reader = new RangeReader(source, source.Directory, TimeProvider.System, new RangeNotes(messages.Add)) { AllowMissing = flags.GetValue(RangeCommands.AllowMissing) };
        var run = new RangeRun(options, organization, reader);
        try
        {
            await run.WithProgressAsync(showsProgress, () => work(run, interruption.Token));
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            messages.Add("Interrupted.");
        }
        catch (SpendSourceException failure)
        {
            exitCode = ExitCode.Of(failure.Outcome);
            messages.Add(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            exitCode = ExitCode.Failed;
            messages.Add($"It could not be written: {failure.Message}");
        }

        foreach (var message in messages)
        {
            await Console.Error.WriteLineAsync(TerminalText.Of(message));
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

    private static OpenAiOptions Choose(IReadOnlyList<OpenAiOptions> organizations, string? name)
    {
        var names = string.Join(", ", organizations.Select(static organization => organization.OrganizationName));
        return (name, organizations) switch
        {
            (null, [var only]) => only,
            (null, _) => throw Wrong($"several organizations are configured: name one of {names}"),
            _ => organizations.FirstOrDefault(organization => organization.OrganizationName == name) ?? throw Wrong($"there is no organization \"{name}\"; configured are {names}"),
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

        var name = TerminalText.Of(Organization.OrganizationName).EscapeMarkup();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask($"Reading {name}");
                Reader.Progress = (what, done) =>
                {
                    task.Description = $"Reading {name}, {what.EscapeMarkup()}";
                    task.Value = done * task.MaxValue;
                };
                await work();
            });
    }
}
