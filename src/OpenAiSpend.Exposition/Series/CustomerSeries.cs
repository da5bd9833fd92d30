using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Folding;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// Writes the families of who was behind the bill. A customer without spend has no series: no rule must take him for one
/// who is known to have spent nothing.
/// </summary>
internal sealed class CustomerSeries(ISeriesSink sink, SeriesViews views, LabelValues values, ExposedDays days)
{
    private const int Amount = 0;

    /// <summary>Writes every family of customers, with the samples of all organizations.</summary>
    /// <param name="organizations">What is in the exposition.</param>
    public void Write(IReadOnlyList<ExposedOrganization> organizations)
    {
        var parts = organizations.Select(static organization => organization.Customers).OfType<ExposedCustomers>().ToList();
        var (today, month) = (new DayWindow(days.Today, days.Today.Next), new DayWindow(days.Today.MonthStart, days.Today.Next));
        sink.Begin(CustomerFamilies.CostDaily);
        parts.ForEach(part => views.Daily(part.Costs, Table(part, days.Costs, withProject: true, withModel: true), Amount, days.Costs));
        sink.Begin(CustomerFamilies.CostMonthToDate);
        parts.ForEach(part => views.MonthToDate(part.Costs, Table(part, month, withProject: false, withModel: false), Amount, month));
        sink.Begin(CustomerFamilies.Cost);
        parts.ForEach(part => views.Today(part.Costs, Table(part, today, withProject: false, withModel: true), Amount, today));
        sink.Begin(CustomerFamilies.CostEstimated);
        parts.ForEach(WriteEstimates);
        sink.Begin(CustomerFamilies.TraceCoverage);
        parts.ForEach(WriteCoverage);
    }

    private SeriesTable Table(ExposedCustomers part, DayWindow wanted, bool withProject, bool withModel) => SeriesTableBuilder.Build(
        part.Organization.Name, part.Costs.Snapshot, LabelScheme.CostOfCustomer(part.Costs, withProject, withModel), 1u << Amount, values, wanted);

    // Who is not named in what was billed, because that was folded, is not named here.
    private void WriteEstimates(ExposedCustomers part)
    {
        var before = sink.Samples;
        var costs = part.Costs.Snapshot;
        var customer = costs.Surface.IndexOf(Dimension.Customer);
        var named = part.Costs.FoldedLabelSets == 0 ? null : costs.Buckets.Where(bucket => days.Exported(Surface.Costs).Contains(bucket.Day))
            .SelectMany(bucket => Enumerable.Range(0, bucket.Count).Select(row => bucket.Dimensions(row)[customer])).ToHashSet();
        foreach (var estimate in part.Of.Estimates.GroupBy(of => values.Number(of.Customer is null || named?.Contains(of.Customer) != false ? of.Customer : LabelSetFolding.Other)))
        {
            sink.Sample(
                values.LabelSet((LabelNames.Organization, part.Organization.Name), (LabelNames.Customer, values.Value(estimate.Key))),
                estimate.Sum(static same => same.Usd));
        }

        part.Costs.Series += sink.Samples - before;
    }

    // Names that look the same in the exposition have one series: the first.
    private void WriteCoverage(ExposedCustomers part)
    {
        var before = sink.Samples;
        foreach (var model in part.Of.Coverage.Where(of => days.Costs.Contains(of.Day)).GroupBy(of => values.Number(of.Model)))
        {
            var labels = values.LabelSet((LabelNames.Organization, part.Organization.Name), (LabelNames.Model, values.Value(model.Key)));
            foreach (var coverage in model.DistinctBy(static of => of.Day))
            {
                sink.Sample(labels, coverage.Day, coverage.Ratio);
            }
        }

        part.Costs.Series += sink.Samples - before;
    }
}
