using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Exposition;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Export.Rows;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests.Days;

/// <summary>A day without a bucket is unknown, whatever the format; a day with an empty one was quiet.</summary>
public sealed class MissingDaysTests
{
    private static readonly DayWindow November = new(Some.Date("2026-11-01"), Some.Day.Next);

    [Fact]
    public async Task Read_OfQuietDays_MissesNothing()
    {
        var organization = new FakeOrganization();
        await ReadAsync(organization.Reader());
        Assert.Empty(organization.Warnings);
    }

    [Fact]
    public async Task Read_OfDaysThatDoNotCome_NamesThemAndEndsAsAnAnswerThatMakesNoSense()
    {
        var organization = new FakeOrganization()
            .Without(Surface.Costs, Some.Date("2026-11-03"))
            .Without(Surface.Completions, Some.Date("2026-11-05"), Some.Date("2026-11-06"), Some.Date("2026-11-09"));
        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => ReadAsync(organization.Reader()));
        Assert.Equal(PollOutcome.Malformed, failure.Outcome);
        Assert.Contains("costs of 2026-11-03.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("completions of 2026-11-05 to 2026-11-06, 2026-11-09;", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfDaysThatMayBeMissing_WarnsAndGoesOn()
    {
        var organization = new FakeOrganization().Without(Surface.Costs, Some.Date("2026-11-03"));
        await ReadAsync(organization.Reader(allowMissing: true));
        Assert.Contains("costs of 2026-11-03", Assert.Single(organization.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfDaysBeforeTheFirstBucketOfAnySurface_MissesNothing()
    {
        var organization = new FakeOrganization();
        foreach (var surface in new[] { Surface.Costs, Surface.Completions })
        {
            organization.Without(surface, [.. Enumerable.Range(0, 10).Select(November.Start.AddDays)]);
        }

        await ReadAsync(organization.Reader());
        Assert.Empty(organization.Warnings);
    }

    [Fact]
    public async Task Read_OfASurfaceOfWhichNothingComes_MissesTheDaysThatOthersHave()
    {
        var organization = new FakeOrganization().Without(Surface.Costs, [.. Enumerable.Range(0, November.Days).Select(November.Start.AddDays)]);
        var failure = await Assert.ThrowsAsync<SpendSourceException>(() => ReadAsync(organization.Reader()));
        Assert.Contains("costs of 2026-11-01 to 2026-11-20", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfWhichNothingComesAtAll_MissesEveryDay()
    {
        var organization = new FakeOrganization();
        foreach (var surface in new[] { Surface.Costs, Surface.Completions })
        {
            organization.Without(surface, [.. Enumerable.Range(0, November.Days).Select(November.Start.AddDays)]);
        }

        await Assert.ThrowsAsync<SpendSourceException>(() => ReadAsync(organization.Reader()));
    }

    [Theory]
    [InlineData("2026-11-20T00:30:00Z", false)]
    [InlineData("2026-11-20T12:00:00Z", true)]
    public async Task Read_WithoutTodaysBucket_MissesItOnlyOnceTheDayIsUnderWay(string now, bool isMissing)
    {
        var organization = new FakeOrganization().Without(Surface.Costs, Some.Day);
        await ReadAsync(organization.Reader(now, allowMissing: true));
        Assert.Equal(isMissing, organization.Warnings.Any(warning => warning.Contains("costs of 2026-11-20", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Report_OfAMonthWithAMissingDay_Fails()
    {
        var organization = new FakeOrganization().Without(Surface.Costs, Some.Date("2026-11-03"));
        await Assert.ThrowsAsync<SpendSourceException>(() => MonthReport.ReadAsync(
            "acme", Some.Day, [Surface.Completions], userNames: false, organization.Reader(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Backfill_OfDaysWithAMissingOne_Fails()
    {
        var organization = new FakeOrganization().Without(Surface.Costs, Some.Date("2026-11-03"));
        using var to = new MemoryStream();
        var history = new HistoryExport(
            "acme", November, [Surface.Completions], Surface.Buckets.ToImmutableDictionary(surface => surface, surface => surface.GroupBy), IsFull: false, new ExpositionOptions());
        await Assert.ThrowsAsync<SpendSourceException>(() => history.WriteAsync(organization.Reader(), to, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rerun_AfterDaysWereMissing_AsksAgainForWhatLackedThem()
    {
        var organization = new FakeOrganization().Without(Surface.Costs, Some.Date("2026-11-03"));
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<SpendSourceException>(() => WriteAsync(organization, folder));
        organization.Mend();
        organization.Queries.Clear();
        await WriteAsync(organization, folder);
        Assert.Equal([Surface.Costs], organization.Queries.Select(query => query.Surface));
        Assert.Equal(["rows.csv"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-20", false)]
    [InlineData("2026-11-20", "2026-11-20", false)]
    [InlineData("2026-11-20", "2026-11-21", true)]
    [InlineData("2027-01-01", "2027-01-31", true)]
    public void Refusal_OfDaysThatHaveNotBegun_SaysWhichAndWhatToAskFor(string from, string to, bool isRefused)
    {
        var refusal = RangeReader.RefusalOfLater(new DayWindow(Some.Date(from), Some.Date(to).Next), Some.Day);
        Assert.Equal(isRefused, refusal is not null);
        if (refusal is not null)
        {
            Assert.Contains($"{to} has not begun", refusal, StringComparison.Ordinal);
            Assert.Contains("2026-11-20", refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2025-01-01", "2025-11-18", true)]
    [InlineData("2025-01-01", "2025-11-19", false)]
    [InlineData("2026-11-20", "2026-11-20", false)]
    public void Refusal_OfDaysBeforeTheHistory_SaysWhichAndWhatToAskFor(string from, string to, bool isRefused)
    {
        Assert.Equal(
            isRefused ? $"{to} is before OpenAI's history, which reaches back about a year; ask for days from 2025-11-19 on" : null,
            RangeReader.RefusalOfForgotten(new DayWindow(Some.Date(from), Some.Date(to).Next), Some.Day));
    }

    private static async Task ReadAsync(RangeReader reader)
    {
        await foreach (var month in reader.ReadAsync(RowExport.Queries([Surface.Completions], November), costsAreOptional: false, TestContext.Current.CancellationToken))
        {
            Assert.Equal(November, month.Window);
        }
    }

    private static Task WriteAsync(FakeOrganization organization, TemporaryFolder folder)
    {
        var reader = organization.Reader();
        var export = new RowExport("acme", November, [Surface.Completions], AllocationMethod.LineItem, SettleDays: 4, RowFormat.Of(RowFormat.CommaSeparated, new Csv(RawCells: false)));
        return OutputFile.WriteAsync(
            folder.File("rows.csv"), "acme", reader, to => export.WriteAsync(reader, to, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
