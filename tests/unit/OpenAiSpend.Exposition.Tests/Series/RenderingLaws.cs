using System.Globalization;
using FsCheck.Fluent;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.Exposition.Text;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

/// <summary>What holds for every snapshot. That no series comes twice is checked by the parser itself.</summary>
public sealed class RenderingLaws
{
    [Fact]
    public void Render_AnySnapshot_ReadsBackAsWhatItSays() => ForAnySnapshot(snapshot =>
    {
        var options = new ExpositionOptions { CostDays = 20, UsageDays = 5, QuantityDays = 12, UsageMeasures = ["all"] };
        string[] others = [JoinFamilies.BucketStart.Name, .. AllocationFamilies.All.Concat(CustomerFamilies.All).Select(family => family.Name)];
        var samples = Rendered.Page(snapshot, options).Samples
            .Where(sample => !others.Contains(sample.Name))
            .Select(sample => KeyValuePair.Create(sample.Series, sample.Value))
            .OrderBy(sample => sample.Key, StringComparer.Ordinal);

        Assert.Equal(ExpectedSeries.Of(snapshot, options), samples);
    });

    [Fact]
    public void Render_AnySnapshot_SumsToTheTotalsOfTheBuckets() => ForAnySnapshot(snapshot =>
    {
        var page = Rendered.Page(snapshot);
        foreach (var family in UsageFamilies.All)
        {
            var surfaces = snapshot.Organizations.Select(organization => organization.Find(family.Surface)).OfType<SurfaceSnapshot>().ToList();
            var days = Enumerable.Range(0, 8).Select(i => snapshot.Today.AddDays(-i)).ToList();

            Assert.Equal(
                surfaces.Sum(surface => days.Sum(day => surface.Find(day)?.Total(family.Measure) ?? 0m)),
                page[family.Daily.Name].Sum(sample => sample.Value));
            Assert.Equal(
                surfaces.Sum(surface => surface.Find(snapshot.Today)?.Total(family.Measure) ?? 0m),
                page[family.Today.Name].Sum(sample => sample.Value));
        }
    });

    [Fact]
    public void Render_AnySnapshot_GivesCustomersAllOfEachDayThatCostsAndTracesKnow() => ForAnySnapshot(snapshot =>
    {
        var page = Rendered.Page(snapshot);
        foreach (var organization in snapshot.Organizations)
        {
            var name = LabelText.Escape(organization.Name);
            var (costs, traces) = (organization.Find(Surface.Costs), organization.Find(Surface.Traces));
            foreach (var bill in costs?.Buckets.Where(bucket => bucket.Day > snapshot.Today.AddDays(-20)) ?? [])
            {
                var shown = page["openai_customer_cost_daily_usd"]
                    .Where(sample => LabelText.Escape(sample["organization"]!).AsSpan().SequenceEqual(name) && sample["date"] == bill.Day.ToString())
                    .Sum(static sample => sample.Value);
                Assert.Equal(traces?.Find(bill.Day) is null ? 0m : bill.TotalUsd(), shown);
            }
        }
    });

    [Fact]
    public void Render_AnySnapshot_AllocatesAllOfEachDayThatCostsAndUsageKnow() => ForAnySnapshot(snapshot =>
    {
        var page = Rendered.Page(snapshot);
        foreach (var organization in snapshot.Organizations)
        {
            var name = LabelText.Escape(organization.Name);
            decimal Sum(string family, Func<Sample, bool> isWanted) => page[family]
                .Where(sample => LabelText.Escape(sample["organization"]!).AsSpan().SequenceEqual(name) && isWanted(sample))
                .Sum(sample => sample.Value);
            var costs = organization.Find(Surface.Costs);
            for (var day = snapshot.Today.AddDays(-34); day <= snapshot.Today; day = day.Next)
            {
                var (isBilled, usage) = (costs?.Find(day) is not null, organization.Surfaces.Where(surface => Surface.Usage.Contains(surface.Surface)).ToList());
                var allocated = Sum("openai_cost_allocated_daily_usd", sample => sample["date"] == day.ToString());
                var billed = isBilled ? costs!.Find(day)!.TotalUsd() : 0m;
                var isKnown = isBilled && usage.Count > 0 && usage.All(surface => surface.IsKnown(day));

                // Where a surface is behind, it depends on whether a line item bills it; but never is a part allocated.
                Assert.True(allocated == billed || (!isKnown && allocated == 0m), $"{allocated} of {billed} is allocated on {day}.");
                billed = allocated;
                if (day == snapshot.Today)
                {
                    Assert.Equal(billed, Sum("openai_cost_allocated_usd", _ => true));
                    Assert.Equal(Sum("openai_cost_allocated_usd", sample => sample["basis"] == "none"), Sum("openai_cost_unallocated_usd", _ => true));
                }
            }
        }
    });

    [Fact]
    public void Render_AnySnapshot_PreviousMonthIsThatOfBudgets() => ForAnySnapshot(snapshot =>
    {
        var page = Rendered.Page(snapshot);
        foreach (var organization in snapshot.Organizations.Where(organization => organization.Find(Surface.Costs) is not null))
        {
            var name = LabelText.Escape(organization.Name);
            var total = page["openai_cost_previous_month_usd"]
                .Where(sample => LabelText.Escape(sample["organization"]!).AsSpan().SequenceEqual(name))
                .Sum(sample => sample.Value);
            var spend = new ProjectSpend(organization.Find(Surface.Costs)!);

            Assert.Equal(spend.PreviousMonth(_ => true, snapshot.Today) ?? 0m, total);
        }
    });

    [Fact]
    public void Render_AnySnapshotOverTheBound_SumsToTheSame() => ForAnySnapshot(snapshot =>
    {
        var folded = Rendered.Page(snapshot, new ExpositionOptions { MaxLabelSets = 2, UsageMeasures = ["all"] });
        foreach (var family in Rendered.Page(snapshot).Families)
        {
            var days = family.Samples.GroupBy(sample => sample["date"]).Select(day => (day.Key, day.Sum(sample => sample.Value)));
            var foldedDays = folded[family.Name].GroupBy(sample => sample["date"]).Select(day => (day.Key, day.Sum(sample => sample.Value)));

            Assert.Equal(days.Where(day => day.Item2 != 0).Order(), foldedDays.Where(day => day.Item2 != 0).Order());
        }
    });

    [Fact]
    public void Render_AnySnapshot_IsTheSameInEveryCulture() => ForAnySnapshot(snapshot =>
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Rendered.Of(snapshot).Spend.Plain.Bytes();
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "minus";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Rendered.Of(snapshot).Spend.Plain.Bytes());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    });

    [Fact]
    public void Render_OrganizationsInAnotherOrder_IsTheSame() => ForAnySnapshot(snapshot => Assert.Equal(
        Rendered.Of(snapshot).Spend.Plain.Bytes(),
        Rendered.Of(snapshot with { Organizations = [.. snapshot.Organizations.Reverse()] }).Spend.Plain.Bytes()));

    private static void ForAnySnapshot(Action<SpendSnapshot> law) => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(GeneratedSnapshot.Of(seed))).MustHold();
}
