using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Traces.Tests;

public sealed class PrometheusTraceSourceTests : IDisposable
{
    private const string Token = "glsa_verysecrettoken";
    private const string Tenant = "tenant-4711";
    private static readonly DateTimeOffset Now = Some.Day.Start.AddHours(6);

    private readonly TemporaryFolder _folder = new();
    private readonly FakePrometheus _prometheus = new();
    private readonly TestClock _clock = new(Now);

    public void Dispose()
    {
        _prometheus.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_FinishedDaysAndToday_AsksForTheEndsOfTheDaysAndForNow()
    {
        AnswerSeries();
        await ReadAsync();
        var range = _prometheus.Requests.Where(static asked => asked.Url.AbsolutePath.EndsWith("query_range", StringComparison.Ordinal)).ToList();
        var instant = _prometheus.Requests.Where(static asked => asked.Url.AbsolutePath.EndsWith("/query", StringComparison.Ordinal)).ToList();
        Assert.Equal("/prefix/api/v1/query_range", range[0].Url.AbsolutePath);
        Assert.All(range, static asked => Assert.Equal(
            (Seconds(Some.Day.AddDays(-1)), Seconds(Some.Day), "86400"), (asked.Form["start"], asked.Form["end"], asked.Form["step"])));
        Assert.All(instant, static asked => Assert.Equal(Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), asked.Form["time"]));
        Assert.All(instant, static asked => Assert.Contains("[21600s]", asked.Form["query"], StringComparison.Ordinal));
        Assert.Equal(range.Count, instant.Count);
    }

    [Fact]
    public async Task Read_CachedInputOfAModel_IsTakenOutOfTheWholeInputOfThatDayAlone()
    {
        AnswerSeries(("usage_input_tokens_total", "acme", "gpt-5", 1000, 500), ("cache_read_input_tokens_total", "acme", "gpt-5", 300, 0), ("usage_output_tokens_total", "acme", "gpt-5", 70, 50));
        var buckets = (await ReadAsync()).Buckets;
        Assert.Equal(3, buckets.Length);
        Assert.Equal(0, buckets[2].Count);
        Assert.Equal([0m, 700m, 300m, 0m, 70m], buckets[0].Values(0).ToArray());
        Assert.Equal([500m, 0m, 0m, 0m, 50m], buckets[1].Values(0).ToArray());
        Assert.Equal(Now, buckets[2].End);
    }

    [Fact]
    public async Task Read_ValuesThatAreNoCounts_AreRejectedAndTheOthersKept()
    {
        AnswerRaw("""[0,"NaN"]""", """[1,"+Inf"]""");
        var reading = await ReadAsync();
        Assert.Equal(2, reading.RejectedRows[RejectionReasons.InvalidMeasure]);
        AnswerRaw("""[0,"-5"]""", """[1,"12.4"]""");
        reading = await ReadAsync();
        Assert.Equal(1, reading.RejectedRows[RejectionReasons.InvalidMeasure]);
        Assert.Equal(12m, reading.Buckets[1].Total(0));
    }

    [Fact]
    public async Task Read_NobodyNamesAProviderOrAnotherOne_IsNotOpenAi()
    {
        _prometheus.Answer = (path, _, _) => Task.FromResult(path.EndsWith("labels", StringComparison.Ordinal)
            ? FakePrometheus.Response(200, """{"status":"success","data":["customer_id"]}""")
            : FakePrometheus.Response(200, Matrix("""{"customer_id":"a","gen_ai_system":"azure.ai.openai"}""", "[0,\"5\"]")));
        Assert.All((await ReadAsync()).Buckets, static bucket => Assert.Equal(0, bucket.Count));
        _prometheus.Answer = (path, _, _) => Task.FromResult(path.EndsWith("labels", StringComparison.Ordinal)
            ? FakePrometheus.Response(200, """{"status":"success","data":["customer_id"]}""")
            : FakePrometheus.Response(200, Matrix("""{"customer_id":"a"}""", "[0,\"5\"]")));
        Assert.All((await ReadAsync()).Buckets, static bucket => Assert.Equal(0, bucket.Count));
    }

    [Theory]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"parse error"}""", PollOutcome.BadRequest, "parse error")]
    [InlineData(401, "who are you", PollOutcome.Unauthorized, "traces.bearer_token_file")]
    [InlineData(403, "", PollOutcome.Forbidden, "tenant")]
    [InlineData(404, "404 page not found", PollOutcome.BadRequest, "traces.prometheus_url")]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"}""", PollOutcome.BadRequest, "too many samples")]
    [InlineData(429, "", PollOutcome.RateLimited, "fewer queries")]
    [InlineData(302, "", PollOutcome.BadRequest, "redirects")]
    [InlineData(500, "", PollOutcome.ServerError, "failed to answer (500)")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"query timed out"}""", PollOutcome.Timeout, "query timed out")]
    [InlineData(200, "<html>Sign in", PollOutcome.Malformed, "login page")]
    [InlineData(200, "{}", PollOutcome.Malformed, "not that of Prometheus")]
    [InlineData(200, """{"status":"success","data":{"result":[{"metric":{"gen_ai_system":"openai"},"values":[[1,"x"]]}]}}""", PollOutcome.Malformed, "not that of Prometheus")]
    [InlineData(200, """{"status":"success","data":{"result":[{"metric":{"gen_ai_system":"openai"},"values":[[1,"2"]]}]}}""", PollOutcome.Malformed, "an instant that was not asked for")]
    public async Task Read_AnAnswerThatIsNone_EndsAsAnOutcomeWithASentence(int status, string body, PollOutcome outcome, string said)
    {
        _prometheus.Always(status, body);
        var failure = await FailureAsync();
        Assert.Equal(outcome, failure.Outcome);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AnAnswerThatIsTooLarge_IsMalformed()
    {
        _prometheus.Answer = static (_, _, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) });
        var failure = await Assert.ThrowsAsync<SpendSourceException>(ReadAsync);
        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("larger than 128 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NobodyThere_IsTriedAgainAndThenSaid()
    {
        _prometheus.Answer = static (_, _, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, null, new SocketException((int)SocketError.ConnectionRefused)));
        var failure = await FailureAsync();
        Assert.Equal(PollOutcome.Network, failure.Outcome);
        Assert.Contains("refuses connections", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, _prometheus.Requests.Count);
    }

    [Fact]
    public async Task Read_NoAnswerInTime_IsATimeout()
    {
        _prometheus.Answer = static async (_, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("Never comes here.");
        };
        var failure = await FailureAsync();
        Assert.Equal(PollOutcome.Timeout, failure.Outcome);
        Assert.Contains("traces.timeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ASecretThatTheServerQuotes_IsNowhereInTheMessage()
    {
        _prometheus.Always(400, $$"""{"status":"error","error":"bad token {{Token}} of {{Tenant}}"}""");
        var failure = await FailureAsync();
        Assert.DoesNotContain(Token, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Tenant, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("[redacted]", failure.Message, StringComparison.Ordinal);
        var asked = _prometheus.Requests.First();
        Assert.Equal(($"Bearer {Token}", Tenant), (asked.Authorization, asked.Tenant));
    }

    [Fact]
    public async Task Read_ATokenThatChanged_IsUsedAtOnce()
    {
        var path = _folder.Write("token", "first");
        using var source = new PrometheusTraceSource(Options(SecretFile.Of(path)), null, _clock, _prometheus);
        AnswerSeries(("usage_input_tokens_total", "acme", "gpt-5", 1, 1));
        await source.ReadAsync(DayWindow.Trailing(Some.Day, 1), TestContext.Current.CancellationToken);
        _folder.Write("token", "second\n");
        await source.ReadAsync(DayWindow.Trailing(Some.Day, 1), TestContext.Current.CancellationToken);
        Assert.Equal(["Bearer first", "Bearer second"], _prometheus.Requests.Select(static asked => asked.Authorization).Distinct());
    }

    private static string Seconds(UtcDay day) => day.StartUnixSeconds.ToString(CultureInfo.InvariantCulture);

    private static string Matrix(string labels, params IEnumerable<string> samples) =>
        $$$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{{{labels}}},"values":[{{{string.Join(',', samples)}}}]}]}}"""
            .Replace("[0,", $"[{Seconds(Some.Day.AddDays(-1))},", StringComparison.Ordinal)
            .Replace("[1,", $"[{Seconds(Some.Day)},", StringComparison.Ordinal);

    private static TraceOptions Options(SecretFile secret) => new()
    {
        PrometheusUrl = new Uri("http://prometheus:9090/prefix/"),
        Secret = secret,
        Headers = ImmutableSortedDictionary<string, string>.Empty.Add("X-Scope-OrgID", Tenant),
    };

    // What each counter rose by on the two finished days; nothing was counted today.
    private void AnswerSeries(params (string Counter, string Customer, string Model, int First, int Second)[] counters) => _prometheus.Answer = (path, form, _) =>
    {
        var result = path.EndsWith("query_range", StringComparison.Ordinal)
            ? counters.Where(counter => IsAskedFor(form["query"], counter.Counter)).Select(static counter => Matrix(
                $$"""{"customer_id":"{{counter.Customer}}","gen_ai_response_model":"{{counter.Model}}","gen_ai_provider_name":"openai"}""", $"[0,\"{counter.First}\"]", $"[1,\"{counter.Second}\"]"))
            : [];
        return Task.FromResult(FakePrometheus.Response(
            200, path.EndsWith("labels", StringComparison.Ordinal) ? """{"status":"success","data":["customer_id"]}""" : result.FirstOrDefault(FakePrometheus.Nothing)));
    };

    // The first counter that a question names is the one that it is about.
    private static bool IsAskedFor(string query, string counter) =>
        query.Contains(counter, StringComparison.Ordinal) && query[..query.IndexOf(counter, StringComparison.Ordinal)].LastIndexOf("gen_ai_client", StringComparison.Ordinal) == query.IndexOf("gen_ai_client", StringComparison.Ordinal);

    private void AnswerRaw(params string[] samples) => _prometheus.Answer = (path, form, _) => Task.FromResult(FakePrometheus.Response(
        200,
        path.EndsWith("labels", StringComparison.Ordinal) ? """{"status":"success","data":["customer_id"]}"""
        : path.EndsWith("query_range", StringComparison.Ordinal) && IsAskedFor(form["query"], "usage_input_tokens_total") ? Matrix("""{"customer_id":"acme","gen_ai_response_model":"gpt-5","gen_ai_system":"openai"}""", samples)
        : FakePrometheus.Nothing));

    private PrometheusTraceSource Source() => new(Options(SecretFile.Of(_folder.Write("token", Token))), null, _clock, _prometheus);

    private async Task<SurfaceReading> ReadAsync()
    {
        using var source = Source();
        return await source.ReadAsync(DayWindow.Trailing(Some.Day, 3), TestContext.Current.CancellationToken);
    }

    // Retries and deadlines wait for the clock, which is moved until the read has ended.
    private async Task<SpendSourceException> FailureAsync()
    {
        using var source = Source();
        var read = source.ReadAsync(DayWindow.Trailing(Some.Day, 3), TestContext.Current.CancellationToken);
        await Eventually.True(
            () =>
            {
                if (!read.IsCompleted && _clock.UntilNextTimer is { } wait)
                {
                    _clock.Advance(wait);
                }

                return Task.FromResult(read.IsCompleted);
            },
            "The read did not end.");
        return await Assert.ThrowsAsync<SpendSourceException>(() => read);
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
