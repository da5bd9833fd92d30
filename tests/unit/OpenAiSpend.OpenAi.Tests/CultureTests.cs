using System.Globalization;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests;

/// <summary>The package runs in hosts of any culture: what is asked, read and said does not depend on it.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    // Of German, Persian and Swedish what hurts most; the cultures themselves may not be installed.
    public CultureTests()
    {
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        hostile.NumberFormat.NumberDecimalSeparator = ",";
        hostile.NumberFormat.NumberGroupSeparator = ".";
        hostile.NumberFormat.NegativeSign = "\u2212";
        hostile.DateTimeFormat.DateSeparator = ".";
        hostile.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = hostile;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public async Task ReadAsync_InAnyCulture_AsksAndReadsTheSame()
    {
        using var test = new TestSource();
        test.OpenAi
            .Answer(400, Error("Data is kept from 2026-11-19T00:00:00Z on", "reporting_lookback_exceeded"))
            .Answer(429, "", "", ("Retry-After", "1.5"))
            .Answer(Page(Bucket("2026-11-19", Cost("-1234.5"), Cost("\"-0.25\""), Cost("1e-2"))));

        var reading = await test.ReadAsync(TestSource.Query(Surface.Costs, "2026-11-18", "2026-11-21"));

        Assert.Equal(-1234.74m, Assert.Single(reading.Buckets).Total(0));
        Assert.Equal("OpenAI keeps no days before 2026-11-19: what is older is not read.", Assert.Single(reading.Notices));
        Assert.Contains("start_time=1795046400&end_time=1795219200&bucket_width=1d&limit=2", test.OpenAi.Urls.Last().Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ThatFailsInAnyCulture_SaysTheSame()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(429, Error("slow"), "application/json", ("retry-after-ms", "1234567.5"));

        var failure = await test.FailAsync();

        Assert.Equal((PollOutcome.RateLimited, "OpenAI asks for fewer requests (429), for 1235 s: \"slow\"."), (failure.Outcome, failure.Message));
        Assert.Equal(1234.5675, failure.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Directory_InAnyCulture_ReadsTheSame()
    {
        using var test = new TestSource();
        test.OpenAi.Answer("""{"threshold_amount":12345.5,"currency":"usd"}""");

        Assert.Equal(123.455m, Assert.Single(await test.Source.Directory.ReadSpendLimitsAsync([], TestContext.Current.CancellationToken)).Usd);
    }
}
