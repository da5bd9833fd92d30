using System.Buffers;
using System.Globalization;
using System.Text;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Pages;
using OpenAiSpend.OpenAi.Requests;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Tests.Fakes;
using OpenAiSpend.TestKit;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Pages;

/// <summary>
/// Bodies that were mutated or made up go through the parser: each is a page, or is refused in words; none breaks the
/// parser, takes memory out of proportion, or leaves a number behind that cannot be believed. The long version:
/// <c>OPENAI_SPEND_FUZZ=1000000 dotnet test tests/unit/OpenAiSpend.OpenAi.Tests -c Release --filter FullyQualifiedName~FuzzTests</c>.
/// </summary>
public sealed class FuzzTests
{
    // A parser and its pooled buffers are made anew for each body; the rest is in proportion to the body.
    private const long FixedAllocation = 256 * 1024;
    private const long AllocationPerByte = 64;

    private static readonly int Bodies = int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_FUZZ") ?? "10000", CultureInfo.InvariantCulture);

    private static readonly byte[][] Seeds = [.. new[]
    {
        Page(Bucket("2026-11-18", Cost("1.25", project: "proj_a", lineItem: "gpt-5, input"), Cost("\"0E-6176\"", "\"EUR\"")), Bucket("2026-11-19")),
        More("page_AAAAAGdGxdEiJdKO+/AAAGcqsYA=", Bucket("2026-11-20", Cost("-3"), Cost("1e18"), Cost("null"))),
        Page(Bucket("2026-11-18", """{"object":"organization.usage.completions.result","input_tokens":5,"output_tokens":6,"num_model_requests":1,"project_id":null,"model":"gpt-5","batch":true,"service_tier":"default"}""")),
        """{"object":"page","data":[{"object":"bucket","start_time":1795046400,"end_time":1795132800,"result":[{"input_tokens":"12"}]}],"has_more":false,"next_page":null}""",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Errors = [.. new[]
    {
        Error("Rate limit reached for requests", "rate_limit_exceeded", "start_time"),
        """{"error":{"message":"no \ud83d\ude00","type":null,"param":["x"],"code":429}}""",
        "<html><head><title>429</title></head></html>",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Lists = [.. new[]
    {
        """{"object":"list","data":[{"id":"proj_a","name":"Se\u0061rch","status":"active","archived_at":null},{"id":"proj_b","name":"Pilot","archived_at":1711471533}],"last_id":"proj_b","has_more":false}""",
        """{"data":[{"id":"proj_a"},null,{"id":null}],"has_more":true,"last_id":"proj_a"}""",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Words = [.. new[]
    {
        "null", "true", "[]", "{}", "[", "{", "]", "}", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\"results\":", "\"result\":", "\"data\":", "\"start_time\":", "\"amount\":",
        "\"value\":", "\"next_page\":", "\"has_more\":true", "1e400", "-0", "NaN", "0E-6176", "9223372036854775807", "99999999999999999999999999", "1795046400", "-1", "1.5", "1e-400",
        "\"\":", "\uFEFF", "\u2028", "/*", "//", "\0", " ", "\n",
    }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]];

    [Fact]
    public void Parser_MutatedAndGeneratedBodies_ReadsOrRefusesEach()
    {
        var clock = new TestClock("2026-11-20T15:00:00Z");
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Bodies; seed++)
        {
            var random = new Random(seed);
            var body = Make(random, Seeds);
            var query = new SurfaceQuery(Surface.Buckets[random.Next(Surface.Buckets.Length)], [], TestSource.Window);
            query = query with { GroupBy = query.Surface.GroupBy };
            var days = new BucketCollector(query, int.MaxValue);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                new PageParser(query, clock, days, new UnknownFields()).Parse(new ApiAnswer(new ReadOnlySequence<byte>(body), new ServerText(TestSource.Secret), null));
                read++;
            }
            catch (UnexpectedBodyException refusal)
            {
                Assert.InRange(refusal.Message.Length, 10, 200);
                refused++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"Body {seed} breaks the parser: {thrown}\n{Encoding.UTF8.GetString(body)}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < FixedAllocation + (AllocationPerByte * body.Length), $"Body {seed} of {body.Length} bytes takes {allocated} bytes.");
            foreach (var bucket in days.Buckets)
            {
                Assert.True(query.Window.Contains(bucket.Day), $"Body {seed} has a day that was not asked for.");
                for (var row = 0; row < bucket.Count; row++)
                {
                    foreach (var value in bucket.Values(row))
                    {
                        Assert.True(Math.Abs(value) <= 1_000_000_000_000_000_000m * body.Length, $"Body {seed} gives {value}.");
                    }
                }
            }
        }

        // A generator of which everything or nothing is refused would try nothing.
        Assert.InRange(read, Bodies / 100, Bodies);
        Assert.InRange(refused, Bodies / 4, Bodies);
    }

    [Fact]
    public async Task Errors_MutatedAndGenerated_KeepTheirStatusAndRetryAfter()
    {
        for (var seed = 0; seed < Bodies / 10; seed++)
        {
            using var test = new TestSource();
            using var content = new ByteArrayContent(Make(new Random(seed), Errors));
            test.OpenAi.Answer(429, content, ("Retry-After", "120"));

            var failure = await Assert.ThrowsAsync<SpendSourceException>(() => test.Source.ReadAsync(TestSource.Costs(), TestContext.Current.CancellationToken));

            Assert.True(
                (failure.Outcome, failure.RetryAfter) == (PollOutcome.RateLimited, TimeSpan.FromMinutes(2)), $"Body {seed} makes it {failure.Outcome}: {failure.Message}");
        }
    }

    [Fact]
    public async Task Lists_MutatedAndGenerated_AreReadOrMalformed()
    {
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Bodies / 10; seed++)
        {
            using var test = new TestSource();
            using var content = new ByteArrayContent(Make(new Random(seed), Lists));
            test.OpenAi.Answer(200, content);
            test.OpenAi.Otherwise = static _ => FakeOpenAi.Response(200, """{"data":[]}""");
            try
            {
                var projects = await test.Source.Directory.ReadProjectsAsync(TestContext.Current.CancellationToken);
                Assert.DoesNotContain(projects, project => string.IsNullOrWhiteSpace(project.Id) || string.IsNullOrWhiteSpace(project.Name));
                read++;
            }
            catch (SpendSourceException refusal)
            {
                Assert.Equal(PollOutcome.Malformed, refusal.Outcome);
                refused++;
            }
        }

        Assert.InRange(read, Bodies / 1000, Bodies);
        Assert.InRange(refused, Bodies / 100, Bodies);
    }

    private static byte[] Make(Random random, byte[][] seeds) => random.Next(6) == 0 ? Generated(random) : Mutated(random, seeds);

    // Words in any order, as they come.
    private static byte[] Generated(Random random)
    {
        List<byte> body = [.. "{\"data\":["u8];
        for (var words = random.Next(1, 60); words > 0; words--)
        {
            body.AddRange(Words[random.Next(Words.Length)]);
        }

        return [.. body];
    }

    private static byte[] Mutated(Random random, byte[][] seeds)
    {
        List<byte> body = [.. seeds[random.Next(seeds.Length)]];
        for (var mutations = random.Next(1, 6); mutations > 0 && body.Count > 0; mutations--)
        {
            var at = random.Next(body.Count);
            var length = random.Next(Math.Min(40, body.Count - at));
            switch (random.Next(7))
            {
                case 0:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    body.RemoveRange(at, length);
                    break;
                case 2:
                    body.InsertRange(at, Words[random.Next(Words.Length)]);
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, length));
                    break;
                case 4:
                    body.RemoveRange(at, body.Count - at);
                    break;
                case 5:
                    body.InsertRange(at, Enumerable.Repeat((byte)"[{\"9 "[random.Next(5)], random.Next(300)));
                    break;
                default:
                    Replace(body, random);
                    break;
            }
        }

        return [.. body];
    }

    // A value in place of another, so that most of the page stays good.
    private static void Replace(List<byte> body, Random random)
    {
        var from = random.Next(body.Count);
        var colon = body.IndexOf((byte)':', from);
        var end = colon < 0 ? -1 : body.FindIndex(colon, static one => one is (byte)',' or (byte)'}');
        if (end > 0)
        {
            body.RemoveRange(colon + 1, end - colon - 1);
            body.InsertRange(colon + 1, Words[random.Next(Words.Length)]);
        }
    }
}
