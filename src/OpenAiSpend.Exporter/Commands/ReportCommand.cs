using System.CommandLine;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Export;
using OpenAiSpend.Exporter.Configuration;
using Spectre.Console;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Shows a month in the terminal, for people without a dashboard at hand.</summary>
internal static class ReportCommand
{
    private static readonly Option<UtcDay> Month = new("--month")
    {
        Description = "The UTC month, such as 2026-10. [default: the current one]",
        HelpName = "YYYY-MM",
        CustomParser = RangeCommands.ParseMonth,
    };

    public static Command Create() => new("report", "Show a month in the terminal: totals, by day, project, model and user.")
    {
        Month, RangeCommands.AllowMissing, RangeCommands.Organization,
    };

    public static async Task<int> RunAsync(ParseResult flags, ExporterOptions options, LogOptions log)
    {
        var month = (flags.GetResult(Month) is null ? UtcDay.Of(TimeProvider.System.GetUtcNow()) : flags.GetValue(Month)).MonthStart;
        RangeCommands.RequireBegun(Month, new DayWindow(month, month.Next));
        RangeCommands.RequireKept(Month, new DayWindow(month, month.NextMonthStart));
        MonthReport? report = null;
        var exitCode = await RangeRun.RunAsync(options, flags, log, showsProgress: true, async (run, cancellationToken) => report = await MonthReport.ReadAsync(
            run.Organization.OrganizationName, month, run.Options.Collection.Surfaces, run.Options.Privacy.UserNames, run.Reader, cancellationToken));
        if (report is not null && exitCode == ExitCode.Ok)
        {
            var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) };
            if (Console.IsOutputRedirected)
            {
                (settings.Ansi, settings.ColorSystem) = (AnsiSupport.No, ColorSystemSupport.NoColors);
            }

            var console = AnsiConsole.Create(settings);
            if (Console.IsOutputRedirected)
            {
                // A pipe has no width: tables that are cut at 80 characters are of no use there.
                console.Profile.Width = MonthReportView.WidthInAPipe;
            }

            console.Write(MonthReportView.Of(report));
        }

        return exitCode;
    }
}
