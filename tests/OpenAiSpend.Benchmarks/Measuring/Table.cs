using System.Globalization;

namespace OpenAiSpend.Benchmarks.Measuring;

/// <summary>Prints lines as a Markdown table.</summary>
internal static class Table
{
    private const double Megabyte = 1e6;

    private static readonly string[] Head =
        ["what", "size", "MB", "time", "MB/s", "limit", "its time", "ratio", "CPU", "allocated MB", "resident MB"];

    public static string Of(IEnumerable<Line> lines)
    {
        string[][] rows = [Head, .. lines.Select(Cells)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        IEnumerable<string> text = rows.Select(row => Row(row, widths));
        var rule = Row(widths.Select((width, column) => IsText(column) ? new string('-', width) : new string('-', width - 1) + ":"), widths);
        return string.Join('\n', [text.First(), rule, .. text.Skip(1)]);
    }

    private static string[] Cells(Line line) =>
    [
        line.What,
        line.Size,
        Number(line.Bytes / Megabyte),
        Time(line.Time),
        line.LimitTime is null ? string.Empty : Number(line.Bytes / Megabyte / line.Time.TotalSeconds),
        line.Limit ?? string.Empty,
        line.LimitTime is { } limit ? Time(limit) : string.Empty,
        line.LimitTime is { } other ? (line.Time / other).ToString("0.00", CultureInfo.InvariantCulture) : string.Empty,
        line.Processor is { } processor ? Time(processor) : string.Empty,
        Number(line.Allocated / Megabyte),
        line.Resident is { } resident ? (resident / Megabyte).ToString("0", CultureInfo.InvariantCulture) : string.Empty,
    ];

    private static bool IsText(int column) => Head[column] is "what" or "limit";

    private static string Row(IEnumerable<string> cells, int[] widths) =>
        "| " + string.Join(" | ", cells.Select((cell, column) => IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))) + " |";

    private static string Number(double? value) => value is not { } number
        ? string.Empty
        : number.ToString(number < 10 ? "0.00" : number < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => time.TotalMilliseconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds.ToString(time.TotalMilliseconds < 100 ? "0.0" : "#,0")} ms");
}
