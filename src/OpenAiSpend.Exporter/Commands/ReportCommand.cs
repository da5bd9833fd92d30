using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Formats;
using OpenAiSpend.Export.Reading;
using OpenAiSpend.Exporter.Configuration;
using Spectre.Console;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Shows a month in the terminal, for people without a dashboard at hand.</summary>
internal static class ReportCommand
{
    private static readonly ImmutableArray<Dimension> ByProjectAndLineItem = [Dimension.ProjectId, Dimension.LineItem];

    /// <param name="options">The configuration.</param>
    /// <param name="month">Any day of the month.</param>
    /// <param name="organization">The organization, or null for the only one.</param>
    /// <param name="log">What to log.</param>
    public static async Task<int> RunAsync(ExporterOptions options, UtcDay month, string? organization, LogOptions log)
    {
        MonthReport? report = null;
        var exitCode = await RangeRun.RunAsync(options, organization, log, showsProgress: true, async (run, cancellationToken) =>
            report = await ReadAsync(run, month, cancellationToken));
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

    private static async Task<MonthReport> ReadAsync(RangeRun run, UtcDay month, CancellationToken cancellationToken)
    {
        var names = await ReadNames.ReadAsync(run.Source.Directory, users: run.Options.Privacy.UserNames, apiKeys: false, run.Notes, cancellationToken);
        var tomorrow = UtcDay.Of(TimeProvider.System.GetUtcNow()).Next;
        var days = new DayWindow(month.MonthStart, month.MonthStart < tomorrow && tomorrow < month.NextMonthStart ? tomorrow : month.NextMonthStart);
        ImmutableArray<SurfaceQuery> queries =
        [
            new(Surface.Costs, ByProjectAndLineItem, days),
            .. run.Options.Collection.Surfaces.Select(surface => new SurfaceQuery(surface, surface.GroupBy, days)),
        ];
        var report = new MonthReport(run.Organization.Name, days);
        var projectOf = ReadNames.Lookup(names.Projects, static project => project.Id, static project => project.Name);
        var userOf = ReadNames.Lookup(names.Users, static user => user.Id, static user => user.Name);
        await foreach (var read in new RangeReader(run.Source, queries, partial: null, run.Notes).ReadAsync(cancellationToken))
        {
            for (var day = read.Window.Start; day < read.Window.End; day = day.Next)
            {
                foreach (var row in ExportRows.Of(day, read.Find(Surface.Costs, day), read.Usage(day), AllocationMethod.LineItem, projectOf))
                {
                    report.Add(row, userOf(row.Identity));
                }
            }
        }

        return report;
    }
}
