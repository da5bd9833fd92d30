namespace OpenAiSpend.Program.Tests.Books;

public sealed class OrdinaryBooksTests(OrdinaryOrganization read) : BooksTests(read), IClassFixture<OrdinaryOrganization>
{
    private readonly ReadOrganization _read = read;

    [Fact]
    public void CostAllocatedDaily_OfEveryProjectAndDayWithUsage_EqualsWhatTheBooksBill()
    {
        _read.Organization.SkipNearMidnight();
        var expected = _read.Organization.TrailingDays(8)
            .SelectMany(day => _read.Organization.Server.GroundTruth.CostsAsOf(_read.Organization.Now, day, day))
            .GroupBy(row => (row.ProjectId ?? "", Date: ExpectedSeries.Date(row.Date)))
            .ToDictionary(of => of.Key, of => of.Sum(row => row.AmountUsd));
        var shown = _read.Page["openai_cost_allocated_daily_usd"]
            .GroupBy(sample => (sample["project_id"]!, Date: sample["date"]!))
            .ToDictionary(of => of.Key, of => of.Sum(sample => sample.Value));

        Assert.NotEmpty(expected);
        Assert.All(expected.Keys.Union(shown.Keys), key => Assert.Equal(expected.GetValueOrDefault(key), shown.GetValueOrDefault(key)));
    }

    [Fact]
    public void CostAllocatedDaily_OfUsersOnSettledDays_IsWhatTheirCallsCost()
    {
        _read.Organization.SkipNearMidnight();
        List<DateOnly> settled = [.. _read.Organization.TrailingDays(8).SkipLast(3)];
        var truth = _read.Organization.Server.GroundTruth.TrueCosts(settled[0], settled[^1])
            .Where(cost => cost.UserId is not null)
            .GroupBy(cost => cost.UserId!)

            // The books bill some images that usage does not show: nobody can tell whose they were.
            .Where(user => user.All(cost => cost.Meter != "images"))
            .ToDictionary(user => user.Key, user => user.Sum(cost => cost.AmountUsd));
        var dates = settled.ConvertAll(ExpectedSeries.Date);
        var shown = _read.Page["openai_cost_allocated_daily_usd"]
            .Where(sample => dates.Contains(sample["date"]!))
            .GroupBy(sample => sample["user_id"] ?? "")
            .ToDictionary(user => user.Key, user => user.Sum(sample => sample.Value));

        var wrong = truth.Sum(user => Math.Abs(user.Value - shown.GetValueOrDefault(user.Key)));
        Assert.True(truth.Count > 20);
        Assert.True(wrong <= 0.01m * truth.Values.Sum(), $"{wrong} of {truth.Values.Sum()} US dollars are with the wrong user");
    }

    [Fact]
    public void CostEstimated_OfToday_IsNearWhatTheTokensCost()
    {
        _read.Organization.SkipNearMidnight();
        var priced = _read.Page["openai_effective_price_usd_per_million_tokens"];
        var price = Assert.Single(priced, sample => (sample["model"], sample["meter"]) == ("text-embedding-3-large", ""));
        var embedded = _read.Page["openai_embeddings_input_tokens"].Where(sample => sample["model"] == "text-embedding-3-large").Sum(sample => sample.Value);
        var estimated = _read.Page["openai_cost_estimated_usd"].Where(sample => sample["model"] == "text-embedding-3-large").Sum(sample => sample.Value);

        Assert.InRange(price.Value, 0.129m, 0.131m);
        Assert.InRange(estimated, embedded * 0.129m / 1_000_000m, embedded * 0.131m / 1_000_000m);
    }
}
