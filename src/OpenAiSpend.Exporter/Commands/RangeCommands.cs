using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>The commands that read a range of days, and the flags that they share.</summary>
internal static class RangeCommands
{
    public static readonly Option<UtcDay> From = Day("--from", "The first UTC day.");

    public static readonly Option<UtcDay> To = Day("--to", "The last UTC day, which is included.");

    public static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The file to write; standard output if not given. It appears when it is whole.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Organization = new("--organization")
    {
        Description = "The organization to read, where several are configured.",
        HelpName = "NAME",
    };

    public static readonly Option<bool> AllowMissing = new("--allow-missing")
    {
        Description = "Go on without the days that OpenAI's answers lack. Without it they are an error, exit code 6.",
    };

    private const string DayFormat = "yyyy-MM-dd";
    private const string MonthFormat = "yyyy-MM";

    /// <summary>Adds the commands.</summary>
    /// <param name="root">Where to.</param>
    /// <param name="run">Makes a command do something.</param>
    public static void AddTo(RootCommand root, Action<Command, Func<ParseResult, ConfigurationReader, CommandLineOptions, LogOptions, Task<int>>> run)
    {
        Add(ExportCommand.Create(), ExportCommand.RunAsync);
        Add(BackfillCommand.Create(), BackfillCommand.RunAsync);
        Add(ReportCommand.Create(), ReportCommand.RunAsync);

        void Add(Command command, Func<ParseResult, ExporterOptions, LogOptions, Task<int>> action)
        {
            command.Validators.Add(CheckRange);
            run(command, (result, configuration, flags, log) => action(result, configuration.Read(flags), log));
            root.Subcommands.Add(command);
        }
    }

    /// <summary>The days from <see cref="From"/> to <see cref="To"/>.</summary>
    public static DayWindow Days(ParseResult result) => new(result.GetValue(From), result.GetValue(To).Next);

    /// <summary>Refuses days that have not begun.</summary>
    /// <exception cref="ConfigurationException">One has not.</exception>
    public static void RequireBegun(Option flag, DayWindow days) => Require(flag, RangeReader.RefusalOfLater(days, UtcDay.Of(TimeProvider.System.GetUtcNow())));

    /// <summary>Refuses days all of which OpenAI has forgotten, before each surface says so for itself.</summary>
    /// <exception cref="ConfigurationException">It has.</exception>
    public static void RequireKept(Option flag, DayWindow days) => Require(flag, RangeReader.RefusalOfForgotten(days, UtcDay.Of(TimeProvider.System.GetUtcNow())));

    /// <summary>The first day of a month.</summary>
    public static UtcDay ParseMonth(ArgumentResult result) => Parse(result, MonthFormat);

    private static void Require(Option flag, string? refusal)
    {
        if (refusal is not null)
        {
            throw new ConfigurationException([new ConfigurationError(flag.Name, refusal)]);
        }
    }

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
        else if (days > RangeReader.KeptDays)
        {
            command.AddError($"From --from to --to are {days} days; OpenAI keeps about a year, so {RangeReader.KeptDays} is the most.");
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
