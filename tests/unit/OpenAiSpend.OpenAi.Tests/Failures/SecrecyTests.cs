using Microsoft.Extensions.Logging;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Failures;

/// <summary>Whatever goes wrong, and whatever a server sends back, nobody gets to see the key.</summary>
public sealed class SecrecyTests
{
    private const string Secret = TestSource.Secret;

    public static TheoryData<string> Echoes { get; } =
    [
        Secret,
        $"Bearer {Secret}",
        $"Incorrect API key provided: {Secret}.",
        $"key={Secret}&again={Secret}",
        Secret.ToUpperInvariant(),
        Secret.Insert(20, "\u200b"),
        Secret.Insert(20, "\u0007"),
        Secret[5..],
        Secret[..^4],
        $"{Secret[..12]}********************{Secret[^4..]}",
        $"{Secret[..12]}...{Secret[^10..]}",
        $"{Secret[..12]}…{Secret[^4..]}",
        $"{Secret[9..13]}****{Secret[^4..]}",
        string.Concat(Enumerable.Repeat(Secret, 40)),
        new string('x', 180) + Secret,
        new string('x', 1985) + Secret,
    ];

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Error_ThatEchoesTheKey_DoesNotShowIt(string echo)
    {
        foreach (var status in new[] { 204, 302, 400, 401, 403, 404, 429, 500, 503 })
        {
            await NobodySeesAsync(test => test.OpenAi.Otherwise = _ => FakeOpenAi.Response(status, Error(Escape(echo), Escape(echo), Escape(echo))));
            await NobodySeesAsync(test => test.OpenAi.Otherwise = _ => FakeOpenAi.Response(status, $"<html><b>{echo}</b></html>", "text/html"));
            await NobodySeesAsync(test => test.OpenAi.Otherwise = _ => FakeOpenAi.Response(status, Error("no"), "application/json", ("Location", echo), ("Retry-After", echo), ("X-Echo", echo)));
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Answer_ThatEchoesTheKey_DoesNotShowIt(string echo)
    {
        await NobodySeesAsync(test => test.OpenAi.Answer(200, echo, $"text/{Escape(echo)}"));
        await NobodySeesAsync(test => test.OpenAi.Answer(200, $"{{\"{Escape(echo)}\":1,\"data\":\"{Escape(echo)}\"}}"));
        await NobodySeesAsync(test => test.OpenAi.Answer(200, $"{{\"data\":[{{\"start_time\":\"{Escape(echo)}\",\"results\":[]}}]}}"));
        await NobodySeesAsync(test => test.OpenAi.Answer(More(Escape(echo), Bucket("2026-11-18"))).Answer(More(Escape(echo), Bucket("2026-11-18"))));
    }

    [Fact]
    public async Task Error_OfLookback_DoesNotShowTheKey() =>
        await NobodySeesAsync(test => test.OpenAi.Answer(400, Error($"No date but {Secret}", "reporting_lookback_exceeded")));

    [Theory]
    [InlineData(HttpRequestError.InvalidResponse)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.Unknown)]
    public async Task Connection_ThatFailsWithTheKeyInItsException_DoesNotShowIt(HttpRequestError error) => await NobodySeesAsync(test =>
    {
        for (var i = 0; i < 4; i++)
        {
            test.OpenAi.Fail(new HttpRequestException(error, $"Invalid header line: {Secret}", new IOException(Secret)));
        }
    });

    [Theory]
    [InlineData("You need an sk-admin key", "You need an (hidden) key")]
    [InlineData("Incorrect API key provided: sk-abcde***wxyz. Try again", "Incorrect API key provided: (hidden) Try again")]
    [InlineData("Project proj_abc has no access to risk-model", "Project proj_abc has no access to risk-model")]
    [InlineData("Wait 5 s... then retry", "Wait 5 s... then retry")]
    [InlineData("2 ** 3 and **bold**", "2 (hidden) 3 and (hidden)")]
    [InlineData("  a\r\n\tb  ", "a b")]
    [InlineData(null, "")]
    public void Clean_OrdinaryText_StaysReadable(string? text, string expected) =>
        Assert.Equal(expected, new ServerText(Secret).Clean(text));

    private static string Escape(string text) => System.Text.Json.JsonEncodedText.Encode(text).Value;

    private static async Task NobodySeesAsync(Action<TestSource> arrange)
    {
        using var test = new TestSource();
        arrange(test);

        var failure = await test.FailAsync();

        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            HidesTheKey(e.ToString());
            Assert.Empty(e.Data);
        }

        Assert.All(test.Logs.Lines, line => HidesTheKey(line.Text));
        Assert.All(test.Logs.Lines, line => Assert.Equal(LogLevel.Debug, line.Level));
        Assert.NotEmpty(test.Logs.Lines);
    }

    // No part of it either, but for the prefix that all keys have.
    private static void HidesTheKey(string text)
    {
        for (var start = 9; start + 8 <= Secret.Length; start++)
        {
            Assert.DoesNotContain(Secret.Substring(start, 8), text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("****", text, StringComparison.Ordinal);
    }
}
