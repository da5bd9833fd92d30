using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;
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

    public static TheoryData<string> Encodings { get; } =
    [
        .. new[] { "", ":", "user:", "Bearer " }.SelectMany(before => new[] { "", "=", "xyz" }, (before, after) =>
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(before + Secret + after))),
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes("?" + Secret)),
        Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes("Bearer " + Secret)),
    ];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Error_ThatHoldsTheKeyEncoded_DoesNotShowIt(string encoded)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(401, Error($"Refused: Authorization {encoded}."));

        var message = (await test.FailAsync()).Message;

        Assert.Contains("[redacted]", message, StringComparison.Ordinal);
        for (var start = 12; start + 12 <= encoded.Length - 8; start++)
        {
            Assert.DoesNotContain(encoded.Substring(start, 12), message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rows_ThatEchoTheKey_DoNotShowIt()
    {
        using var test = new TestSource();
        var escaped = string.Concat(Secret.Select(character => $"\\u{(int)character:x4}"));
        test.OpenAi.Answer(Page(Bucket("2026-11-18", Cost("1", project: Secret, lineItem: $"for {Secret}, input"), Cost("2", project: escaped), Cost("4", project: "a" + Secret))));

        var bucket = Assert.Single((await test.ReadAsync(TestSource.Costs(Dimension.ProjectId, Dimension.LineItem))).Buckets);

        Assert.Equal(7m, bucket.Total(0));
        Assert.Equal(
            ["[redacted]/", "[redacted]/for [redacted], input", "a[redacted]/"],
            Enumerable.Range(0, bucket.Count).Select(row => $"{bucket.Dimensions(row)[0]}/{bucket.Dimensions(row)[1]}"));
    }

    [Fact]
    public async Task Lists_ThatEchoTheKey_DoNotShowIt()
    {
        using var test = new TestSource();
        test.OpenAi.Answer($$"""{"data":[{"id":"{{Secret}}","name":"of {{Secret}}","email":"{{Secret}}@acme.example"}],"has_more":false}""");

        Assert.Equal(
            new User("[redacted]", "of [redacted]", "[redacted]@acme.example"),
            Assert.Single(await test.Source.Directory.ReadUsersAsync(TestContext.Current.CancellationToken)));
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
    [InlineData("You need an sk-admin key", "You need an [redacted] key")]
    [InlineData("Incorrect API key provided: sk-abcde***wxyz. Try again", "Incorrect API key provided: [redacted] Try again")]
    [InlineData("Project proj_abc has no access to risk-model", "Project proj_abc has no access to risk-model")]
    [InlineData("Wait 5 s... then retry", "Wait 5 s... then retry")]
    [InlineData("2 ** 3 and **bold**", "2 [redacted] 3 and [redacted]")]
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
