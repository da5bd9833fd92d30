using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes the families of what was billed.</summary>
internal sealed class CostSeries(ISeriesSink sink, SeriesViews views, LabelValues values)
{
    private static readonly int Amount = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int Quantity = Surface.Costs.IndexOf(Measure.Quantity);

    private readonly Dictionary<string, string> _currencyNames = new(StringComparer.Ordinal);

    /// <summary>Writes every family of the costs of all organizations.</summary>
    /// <param name="parts">What is in the exposition, by organization.</param>
    public void Write(IReadOnlyList<ExposedSurface> parts)
    {
        var costs = parts.Where(part => part.Snapshot.Surface == Surface.Costs).ToList();
        foreach (var currency in costs.SelectMany(part => Currencies(part.Snapshot)).ToHashSet().Order(StringComparer.Ordinal))
        {
            WriteAmounts(costs, currency);
        }

        sink.Begin(SpendFamilies.CostForecastMonth);
        costs.ForEach(WriteForecasts);
        WriteQuantities(costs);
        sink.Begin(SpendFamilies.CostRevisionDaily);
        foreach (var part in costs)
        {
            WriteRevisions(part);
        }
    }

    private void WriteAmounts(List<ExposedSurface> costs, string currency)
    {
        var families = SpendFamilies.In(currency);
        bool InCurrency(Bucket bucket, int row) => CurrencyOf(bucket, row) == currency;
        var tables = Tables(costs, LabelScheme.Cost, Amount, Exported, InCurrency);
        sink.Begin(families.Today);
        tables.ForEach(of => views.Today(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(families.Daily);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(families.MonthToDate);
        tables.ForEach(of => views.MonthToDate(of.Part, of.Table, Amount, of.Part.Days.Costs));
        sink.Begin(families.PreviousMonth);
        Tables(costs, LabelScheme.CostOfProject, Amount, static part => part.Snapshot.Window, InCurrency)
            .ForEach(of => views.PreviousMonth(of.Part, of.Table, Amount));
    }

    private void WriteForecasts(ExposedSurface part)
    {
        var before = sink.Samples;
        // Two ids that look the same in the exposition have one series.
        foreach (var forecast in part.Organization.Report.MonthForecasts.GroupBy(forecast => values.Number(forecast.ProjectId)))
        {
            (string, string?)[] row =
            [
                (LabelNames.Organization, part.Organization.Name),
                (LabelNames.ProjectId, values.Value(forecast.Key)),
                (LabelNames.Project, part.Organization.Report.ProjectName(values.Value(forecast.Key))),
            ];
            sink.Sample(values.LabelSet(part.IsByProject ? row : row.AsSpan(..1)), forecast.Sum(static same => same.Usd));
        }

        part.Series += sink.Samples - before;
    }

    private void WriteQuantities(List<ExposedSurface> costs)
    {
        var tables = Tables(costs, LabelScheme.Quantity, Quantity, Exported, filter: null);
        sink.Begin(SpendFamilies.BilledQuantity);
        tables.ForEach(of => views.Today(of.Part, of.Table, Quantity, of.Part.Days.Costs));
        sink.Begin(SpendFamilies.BilledDailyQuantity);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Quantity, of.Part.Days.Quantities));
    }

    private void WriteRevisions(ExposedSurface part)
    {
        var before = sink.Samples;
        var organization = values.LabelSet((LabelNames.Organization, part.Organization.Name));
        foreach (var (day, first) in part.Snapshot.FirstCompleteTotals)
        {
            if (part.Days.Costs.Contains(day) && part.Snapshot.Find(day) is { } bucket)
            {
                sink.Sample(organization, day, bucket.TotalUsd() - first);
            }
        }

        part.Series += sink.Samples - before;
    }

    private List<(ExposedSurface Part, SeriesTable Table)> Tables(
        List<ExposedSurface> costs,
        Func<ExposedSurface, LabelScheme> scheme,
        int measure,
        Func<ExposedSurface, DayWindow> window,
        Func<Bucket, int, bool>? filter) => costs.ConvertAll(part => (part, SeriesTableBuilder.Build(
            part.Organization.Name, part.Snapshot, scheme(part), 1u << measure, values, window(part), filter)));

    private static DayWindow Exported(ExposedSurface part) => part.Days.Exported(part.Snapshot.Surface);

    private IEnumerable<string> Currencies(SurfaceSnapshot costs)
    {
        foreach (var bucket in costs.Buckets)
        {
            for (var row = 0; row < bucket.Count; row++)
            {
                yield return CurrencyOf(bucket, row);
            }
        }
    }

    private string CurrencyOf(Bucket bucket, int row)
    {
        var currency = new BilledRow(bucket, row).Currency ?? string.Empty;
        if (!_currencyNames.TryGetValue(currency, out var name))
        {
            name = SpendFamilies.CurrencyName(currency);
            _currencyNames.Add(currency, name);
        }

        return name;
    }
}
