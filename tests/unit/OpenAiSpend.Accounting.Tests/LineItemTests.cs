using OpenAiSpend.Accounting.Billing;

namespace OpenAiSpend.Accounting.Tests;

public class LineItemTests
{
    [Theory]
    [InlineData("gpt-5.4-2026-03-05, cached input", "gpt-5.4-2026-03-05", "cached input")]
    [InlineData("gpt-5, input", "gpt-5", "input")]
    [InlineData("gpt-4o-2024-08-06, output", "gpt-4o-2024-08-06", "output")]
    [InlineData("ft-gpt-4o-2024-08-06, output", "ft-gpt-4o-2024-08-06", "output")]
    [InlineData("evals | gpt-4o-mini, input", "gpt-4o-mini", "input")]
    [InlineData("assistants api | file search", null, "file search")]
    [InlineData("text-embedding-3-large", "text-embedding-3-large", null)]
    [InlineData("web search tool calls", null, "web search tool calls")]
    [InlineData("file search tool calls", null, "file search tool calls")]
    [InlineData("gpt-4o, images", "gpt-4o", "images")]
    [InlineData("gpt-realtime-2.1-mini-2026-08-28, audio input", "gpt-realtime-2.1-mini-2026-08-28", "audio input")]
    [InlineData("Image models", null, "Image models")]
    [InlineData("Text tokens", null, "Text tokens")]
    [InlineData("input_tokens", null, "input_tokens")]
    [InlineData("a | b | gpt-5, priority, output", null, "output")]
    [InlineData(null, null, null)]
    [InlineData("  ", null, null)]
    public void Parse_EverySeenForm_GivesModelAndMeter(string? raw, string? model, string? meter)
    {
        var item = LineItem.Parse(raw);

        Assert.Equal((raw, model, meter), (item.Raw, item.Model, item.Meter));
    }

    [Fact]
    public void Parse_Product_IsWhatStandsBeforeTheBar() => Assert.Equal("evals", LineItem.Parse("evals | gpt-4o-mini, input").Product);
}
