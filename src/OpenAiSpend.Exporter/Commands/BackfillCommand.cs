using System.CommandLine;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Export;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Writes past days as OpenMetrics, for <c>promtool tsdb create-blocks-from openmetrics</c>.</summary>
internal static class BackfillCommand
{
    private static readonly Option<bool> FullUsage = new("--full-usage")
    {
        Description = "Give usage all the labels that are configured, such as users and keys, instead of project and model: several times the series.",
    };

    public static Command Create() => new("backfill", "Write past days as OpenMetrics, for promtool tsdb create-blocks-from openmetrics.")
    {
        RangeCommands.From, RangeCommands.To, FullUsage, RangeCommands.AllowMissing, RangeCommands.Output, RangeCommands.Organization,
    };

    /// <summary>Runs it. Days that are not over are left out.</summary>
    public static Task<int> RunAsync(ParseResult flags, ExporterOptions options, LogOptions log)
    {
        var days = RangeCommands.Days(flags);
        var today = UtcDay.Of(TimeProvider.System.GetUtcNow());
        if (days.Start >= today)
        {
            throw new ConfigurationException([new ConfigurationError("--from", "only days that are over can be written; the exporter itself shows today")]);
        }

        RangeCommands.RequireKept(RangeCommands.To, days);
        return RangeRun.WriteAsync(options, flags, log, (run, to, cancellationToken) =>
        {
            if (days.End > today)
            {
                run.Reader.Notes.Warn($"Days from {today} on are not over and are left out: the exporter itself shows them.");
            }

            var collection = run.Options.Collection;
            var past = new DayWindow(days.Start, days.End > today ? today : days.End);
            return new HistoryExport(
                run.Organization.OrganizationName, past, collection.Surfaces, collection.GroupBy, flags.GetValue(FullUsage), run.Options.Metrics)
                .WriteAsync(run.Reader, to, cancellationToken);
        });
    }
}
