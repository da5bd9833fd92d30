using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Tests.Files;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(0)", "'=HYPERLINK(0)")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=a,\"b\"", "\"'=a,\"\"b\"\"\"")]
    public void Line_OfATextThatASpreadsheetWouldRun_MakesItHarmless(string cell, string written)
    {
        Assert.Equal($"{written},x\n", new Csv(RawCells: false).Line([cell, "x"]));
        Assert.Equal($"{written.Replace("'", "", StringComparison.Ordinal)},x\n", new Csv(RawCells: true).Line([cell, "x"]));
    }

    [Theory]
    [InlineData("-3.5")]
    [InlineData("+7")]
    [InlineData("0.1")]
    [InlineData("gpt-5, input", "\"gpt-5, input\"")]
    [InlineData("a=b")]
    [InlineData("")]
    [InlineData(null)]
    public void Line_OfNumbersAndOrdinaryText_ChangesNothing(string? cell, string? written = null) =>
        Assert.Equal($"{written ?? (cell == "" ? "\"\"" : cell)}\n", new Csv(RawCells: false).Line([cell]));
}
