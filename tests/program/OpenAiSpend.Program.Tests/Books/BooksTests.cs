using OpenAiSpend.ProgramKit;

namespace OpenAiSpend.Program.Tests.Books;

/// <summary>Every number on the page, label by label and to the last digit, against the books of the simulated organization.</summary>
public abstract class BooksTests(ReadOrganization read)
{
    public static TheoryData<UsageMetric> UsageMetrics => [.. UsageMetric.All];

    [Fact]
    public void CostToday_OfEveryLabelSet_EqualsTheBooks()
    {
        read.Organization.SkipNearMidnight();
        var expected = read.Costs.Today();
        Assert.NotEqual(0, expected.Count);
        expected.AssertOn(read.Page, "openai_cost_usd", read.Costs.Labels);
    }

    [Fact]
    public void CostDaily_OfEveryLabelSetAndDay_EqualsTheBooks()
    {
        read.Organization.SkipNearMidnight();
        var expected = read.Costs.Daily();
        Assert.NotEqual(0, expected.Sum);
        expected.AssertOn(read.Page, "openai_cost_daily_usd", [.. read.Costs.Labels, "date"]);
        Assert.Equal(
            read.Organization.TrailingDays(35).Where(day => read.Organization.Server.GroundTruth.TotalCostUsd(day, read.Organization.Now) != 0).Select(ExpectedSeries.Date),
            read.Page["openai_cost_daily_usd"].Select(sample => sample["date"]!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CostMonthToDate_OfEveryLabelSet_EqualsTheBooks()
    {
        read.Organization.SkipNearMidnight();
        read.Costs.MonthToDate().AssertOn(read.Page, "openai_cost_month_to_date_usd", read.Costs.Labels);
    }

    [Fact]
    public void CostPreviousMonth_OfEveryProject_EqualsTheBooks()
    {
        read.Organization.SkipNearMidnight();
        var expected = read.Costs.PreviousMonth();
        Assert.NotEqual(0, expected.Sum);
        expected.AssertOn(read.Page, "openai_cost_previous_month_usd", ExpectedCosts.ProjectLabels);
    }

    [Fact]
    public void BilledQuantity_TodayAndDaily_EqualsTheBooks()
    {
        read.Organization.SkipNearMidnight();
        read.Costs.QuantityToday().AssertOn(read.Page, "openai_billed_quantity", [.. read.Costs.Labels, "unit"]);
        var daily = read.Costs.QuantityDaily();
        Assert.NotEqual(0, daily.Sum);
        daily.AssertOn(read.Page, "openai_billed_daily_quantity", [.. read.Costs.Labels, "unit", "date"]);
    }

    [Theory]
    [MemberData(nameof(UsageMetrics))]
    public void Usage_TodayAndDaily_EqualsTheBooks(UsageMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        read.Organization.SkipNearMidnight();
        var expected = new ExpectedUsage(read.Organization, metric);
        expected.Today().AssertOn(read.Page, metric.Today, metric.Labels, mayBeAbsent: metric.IsOptional);
        var daily = expected.Daily();
        Assert.True(metric.IsOptional || daily.Sum != 0, "There is nothing on the books to compare.");
        daily.AssertOn(read.Page, metric.Daily, [.. metric.Labels, "date"], mayBeAbsent: metric.IsOptional);
    }

    [Fact]
    public void BucketStart_OfEveryDateOnThePage_IsItsMidnight()
    {
        read.Organization.SkipNearMidnight();
        var expected = new ExpectedSeries();
        foreach (var day in read.Organization.TrailingDays(35))
        {
            expected.Add(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds(), ("date", ExpectedSeries.Date(day)));
        }

        expected.AssertOn(read.Page, "openai_bucket_start_timestamp_seconds", ["date"]);
    }

    [Fact]
    public void CostRevision_AfterTheFirstRead_IsZeroForEachDayThatIsPlausiblyComplete()
    {
        read.Organization.SkipNearMidnight();
        var expected = new ExpectedSeries();
        foreach (var day in read.Organization.TrailingDays(35).SkipLast(2))
        {
            expected.Add(0, ("organization", "acme"), ("date", ExpectedSeries.Date(day)));
        }

        expected.AssertOn(read.Page, "openai_cost_revision_daily_usd", ["organization", "date"]);
    }
}
