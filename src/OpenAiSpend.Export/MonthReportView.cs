using System.Globalization;
using OpenAiSpend.Export.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OpenAiSpend.Export;

/// <summary>A month as tables with bars.</summary>
internal static class MonthReportView
{
    /// <summary>How many characters a line has where there is no terminal.</summary>
    public const int WidthInAPipe = 120;

    private const int LongestList = 15;
    private const int LongestBar = 30;

    public static IRenderable Of(MonthReport report) => new Spectre.Console.Rows(
        new Markup($"[bold]{TerminalText.Of(report.Organization).EscapeMarkup()}, {report.Days.Start.Date:MMMM yyyy}[/]: {Usd(report.TotalUsd)} billed by {Through(report)}, {Tokens(report.TokensInput)} input and {Tokens(report.TokensOutput)} output tokens"),
        Table("Day", [.. report.ByDay.Select(static day => ($"{day.Key} {day.Key.DayOfWeek.ToString()[..3]}", day.Value))], report.TotalUsd),
        Table("Project", Top(report.ByProject), report.TotalUsd),
        Table("Model or line item", Top(report.ByTool), report.TotalUsd),
        Table("User", Top(report.ByUser), report.TotalUsd),
        new Markup("[dim]OpenAI bills by project and line item; users are given their part by what they used. Recent days are not final.[/]"));

    private static string Through(MonthReport report) => report.ByDay.Count == 0 ? "no day" : $"{report.ByDay.Keys.Max()}";

    private static List<(string Name, decimal Usd)> Top(IEnumerable<(string Name, decimal Usd)> sums)
    {
        var all = sums.ToList();
        return all.Count <= LongestList
            ? all
            : [.. all[..(LongestList - 1)], ($"{all.Count - LongestList + 1} others", all[(LongestList - 1)..].Sum(static rest => rest.Usd))];
    }

    private static Table Table(string what, IReadOnlyList<(string Name, decimal Usd)> sums, decimal total)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(what);
        table.AddColumn(new TableColumn("US dollars").RightAligned());
        table.AddColumn(new TableColumn("Share").RightAligned());
        table.AddColumn(new TableColumn(string.Empty).Width(LongestBar));
        var largest = sums.Select(static sum => sum.Usd).DefaultIfEmpty().Max();
        foreach (var (name, usd) in sums)
        {
            var bar = largest > 0 && usd > 0 ? (int)Math.Ceiling(usd / largest * LongestBar) : 0;
            table.AddRow(
                new Text(TerminalText.Of(name)),
                new Text(Usd(usd)),
                new Text(total > 0 ? (usd / total).ToString("P1", CultureInfo.InvariantCulture) : string.Empty),
                new Text(new string('█', bar), Color.Green));
        }

        return table;
    }

    private static string Usd(decimal usd) => usd.ToString("$#,##0.00;-$#,##0.00", CultureInfo.InvariantCulture);

    private static string Tokens(decimal tokens) => tokens.ToString("#,##0", CultureInfo.InvariantCulture);
}
