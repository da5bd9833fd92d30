using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenAiSpend.Export.Files;

/// <summary>Comma-separated values by RFC 4180, in lines that end with a line feed.</summary>
/// <param name="RawCells">Whether a text that a spreadsheet takes for a formula is written as it is; otherwise it begins with an apostrophe.</param>
internal sealed record Csv(bool RawCells)
{
    private const string EveryDigit = "0.############################";
    private const string StartsOfFormulas = "=+-@\t\r\n";
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>A number as every format has it: every digit, without an exponent and without zeros at the end.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Number(decimal? value) => value?.ToString(EveryDigit, CultureInfo.InvariantCulture);

    /// <summary>A line. Null is an empty field; an empty text is a quoted one.</summary>
    public string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(Field)) + "\n";

    private string Field(string? text)
    {
        if (text is null or "")
        {
            return text is null ? string.Empty : "\"\"";
        }

        if (!RawCells && StartsOfFormulas.Contains(text[0], StringComparison.Ordinal) && !IsNumber(text))
        {
            text = $"'{text}";
        }

        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static bool IsNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
