using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>The flags of the commands that read a range of days.</summary>
internal static class RangeCommands
{
    private const int MostDays = 366;
    private const string DayFormat = "yyyy-MM-dd";
    private const string MonthFormat = "yyyy-MM";

    private static readonly Option<UtcDay> From = Day("--from", "The first UTC day.");

    private static readonly Option<UtcDay> To = Day("--to", "The last UTC day, which is included.");

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The file to write; standard output if not given. It appears when it is whole.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Organization = new("--organization")
    {
        Description = "The organization to read, where several are configured.",
        HelpName = "NAME",
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "rows: one JSON document; csv; ndjson: a JSON document a line; focus: the bill as a CSV of FOCUS 1.2.",
        DefaultValueFactory = static _ => ExportOptions.Rows,
    };

    private static readonly Option<string> Allocation = new("--allocation")
    {
        Description = "How billed amounts are given to users, models and keys. The format focus is the bill itself, and allocates nothing.",
        DefaultValueFactory = static _ => ExportOptions.Name(AllocationMethod.LineItem),
    };

    private static readonly Option<bool> FullUsage = new("--full-usage")
    {
        Description = "Give usage all the labels that are configured, such as users and keys, instead of project and model: several times the series.",
    };

    private static readonly Option<UtcDay> Month = new("--month")
    {
        Description = "The UTC month, such as 2026-10. [default: the current one]",
        HelpName = "YYYY-MM",
        DefaultValueFactory = static _ => UtcDay.Of(TimeProvider.System.GetUtcNow()),
        CustomParser = static result => Parse(result, MonthFormat),
    };

    /// <summary>Adds the commands.</summary>
    /// <param name="root">Where to.</param>
    /// <param name="run">Makes a command do something.</param>
    public static void AddTo(RootCommand root, Action<Command, Func<ParseResult, ConfigurationReader, CommandLineOptions, LogOptions, Task<int>>> run)
    {
        Format.AcceptOnlyFromAmong(ExportOptions.Formats);
        Allocation.AcceptOnlyFromAmong(ExportOptions.Allocations);

        var export = new Command("export", "Write what was used and billed, and by whom, to a file.") { From, To, Format, Allocation, Output, Organization };
        export.Validators.Add(CheckRange);
        run(export, static (result, configuration, flags, log) => ExportCommand.RunAsync(
            configuration.Read(flags),
            new ExportOptions(
                Days(result),
                result.GetValue(Format)!,
                result.GetValue(Allocation) == ExportOptions.Name(AllocationMethod.Tokens) ? AllocationMethod.Tokens : AllocationMethod.LineItem,
                result.GetValue(Output),
                result.GetValue(Organization)),
            log));
        root.Subcommands.Add(export);

        var backfill = new Command("backfill", "Write past days as OpenMetrics, for promtool tsdb create-blocks-from openmetrics.") { From, To, FullUsage, Output, Organization };
        backfill.Validators.Add(CheckRange);
        run(backfill, static (result, configuration, flags, log) => BackfillCommand.RunAsync(
            configuration.Read(flags),
            new BackfillOptions(Days(result), result.GetValue(FullUsage), result.GetValue(Output), result.GetValue(Organization)),
            log));
        root.Subcommands.Add(backfill);

        var report = new Command("report", "Show a month in the terminal: totals, by day, project, model and user.") { Month, Organization };
        run(report, static (result, configuration, flags, log) => ReportCommand.RunAsync(
            configuration.Read(flags), result.GetValue(Month), result.GetValue(Organization), log));
        root.Subcommands.Add(report);
    }

    private static DayWindow Days(ParseResult result) => new(result.GetValue(From), result.GetValue(To).Next);

    // What is missing, or is no day, has an error of its own.
    private static void CheckRange(CommandResult command)
    {
        if (Find(From) is not { } from || Find(To) is not { } to)
        {
            return;
        }

        var days = to.DaysSince(from) + 1;
        if (days < 1)
        {
            command.AddError("--to is before --from.");
        }
        else if (days > MostDays)
        {
            command.AddError($"From --from to --to are {days} days; OpenAI keeps about a year, so {MostDays} is the most.");
        }

        UtcDay? Find(Option<UtcDay> option) =>
            command.GetResult(option) is { Tokens: [var token] } && TryParse(token.Value, DayFormat, out var day) ? day : null;
    }

    private static Option<UtcDay> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        Required = true,
        CustomParser = static result => Parse(result, DayFormat),
    };

    private static UtcDay Parse(ArgumentResult result, string format)
    {
        var text = result.Tokens[0].Value;
        if (!TryParse(text, format, out var day))
        {
            result.AddError($"\"{text}\" is no {(format == DayFormat ? "day such as 2026-10-01" : "month such as 2026-10")}.");
        }

        return day;
    }

    private static bool TryParse(string text, string format, out UtcDay day)
    {
        var isDate = DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = isDate ? UtcDay.Of(date) : default;
        return isDate;
    }
}
