using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Tests.Files;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b]0;title\u0007", @"\u001b[2J\u001b]0;title\u0007")]
    [InlineData("a\u202eb\u2066c\u200fd", @"a\u202eb\u2066c\u200fd")]
    [InlineData("\u009b31m", @"\u009b31m")]
    [InlineData("one\r\ntwo\u2028three", @"one\u000d\u000atwo\u2028three")]
    [InlineData("\U000e0041", @"\u{e0041}")]
    [InlineData("Zoë 数据 👩‍💻 می‌خواهم", "Zoë 数据 👩‍💻 می‌خواهم")]
    [InlineData("", "")]
    public void Of_AnyText_ShowsWhatATerminalWouldObey(string text, string shown) => Assert.Equal(shown, TerminalText.Of(text));

    [Fact]
    public void Of_HalfACharacter_ShowsIt() => Assert.Equal(@"a\ud83db", TerminalText.Of("a\ud83db"));

    [Fact]
    public void OfLines_OfATable_KeepsItsLines() => Assert.Equal("a\nb\\u001bc\n", TerminalText.OfLines("a\nb\u001bc\n"));
}
