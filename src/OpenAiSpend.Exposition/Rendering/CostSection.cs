using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes the families of what was billed.</summary>
internal sealed class CostSection(PageWriter page, SeriesViews views, LabelValues values, LabelSetText labels, PageDays days)
{
    private static readonly int Amount = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int Quantity = Surface.Costs.IndexOf(Measure.Quantity);

    private readonly Dictionary<string, string> _currencyNames = new(StringComparer.Ordinal);

    /// <summary>Writes every family of the costs of all organizations.</summary>
    /// <param name="parts">What is on the page, by organization.</param>
    public void Write(IReadOnlyList<SurfacePart> parts)
    {
        var costs = parts.Where(part => part.Snapshot.Surface == Surface.Costs).ToList();
        foreach (var currency in costs.SelectMany(part => Currencies(part.Snapshot)).ToHashSet().Order(StringComparer.Ordinal))
        {
            WriteAmounts(costs, currency);
        }

        page.Begin(SpendFamilies.CostForecastMonth);
        costs.ForEach(WriteForecasts);
        WriteQuantities(costs);
        page.Begin(SpendFamilies.CostRevisionDaily);
        foreach (var part in costs)
        {
            WriteRevisions(part);
        }
    }

    private void WriteAmounts(List<SurfacePart> costs, string currency)
    {
        var families = SpendFamilies.In(currency);
        bool InCurrency(Bucket bucket, int row) => CurrencyOf(bucket, row) == currency;
        var tables = Tables(costs, LabelScheme.Cost, Amount, Exported, InCurrency);
        page.Begin(families.Today);
        tables.ForEach(of => views.Today(of.Part, of.Table, Amount, days.Costs));
        page.Begin(families.Daily);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Amount, days.Costs));
        page.Begin(families.MonthToDate);
        tables.ForEach(of => views.MonthToDate(of.Part, of.Table, Amount, days.Costs));
        page.Begin(families.PreviousMonth);
        Tables(costs, LabelScheme.CostOfProject, Amount, static part => part.Snapshot.Known, InCurrency)
            .ForEach(of => views.PreviousMonth(of.Part, of.Table, Amount));
    }

    private void WriteForecasts(SurfacePart part)
    {
        // Two ids that look the same on the page have one series.
        var forecasts = part.Organization.Spend?.MonthForecasts(days.Today) ?? [];
        foreach (var forecast in forecasts.GroupBy(forecast => values.Number(forecast.ProjectId)))
        {
            (string, string?)[] row =
            [
                (LabelNames.Organization, part.Organization.Name),
                (LabelNames.ProjectId, values.Value(forecast.Key)),
                (LabelNames.Project, part.Organization.ProjectName(values.Value(forecast.Key))),
            ];
            page.Sample(labels.Of(part.IsByProject ? row : row.AsSpan(..1)), forecast.Sum(static same => same.Usd));
            part.Series++;
        }
    }

    private void WriteQuantities(List<SurfacePart> costs)
    {
        var tables = Tables(costs, LabelScheme.Quantity, Quantity, Exported, filter: null);
        page.Begin(SpendFamilies.BilledQuantity);
        tables.ForEach(of => views.Today(of.Part, of.Table, Quantity, days.Costs));
        page.Begin(SpendFamilies.BilledDailyQuantity);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Quantity, days.Costs));
    }

    private void WriteRevisions(SurfacePart part)
    {
        var organization = labels.Of((LabelNames.Organization, part.Organization.Name));
        foreach (var (day, first) in part.Snapshot.FirstCompleteTotals)
        {
            if (days.Costs.Contains(day) && part.Snapshot.Find(day) is { } bucket)
            {
                page.Sample(organization, day, TotalInUsd(bucket) - first);
                part.Series++;
            }
        }
    }

    private decimal TotalInUsd(Bucket bucket)
    {
        var total = 0m;
        for (var row = 0; row < bucket.Count; row++)
        {
            total += CurrencyOf(bucket, row) == SpendFamilies.Usd ? bucket.Value(row, Amount) ?? 0m : 0m;
        }

        return total;
    }

    private List<(SurfacePart Part, SeriesTable Table)> Tables(
        List<SurfacePart> costs,
        Func<SurfacePart, LabelScheme> scheme,
        int measure,
        Func<SurfacePart, DayWindow> window,
        Func<Bucket, int, bool>? filter) => costs.ConvertAll(part => (part, SeriesTableBuilder.Build(
            part.Organization.Name, part.Snapshot, scheme(part), 1u << measure, values, window(part), filter)));

    private DayWindow Exported(SurfacePart part) => days.Exported(part.Snapshot.Surface);

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
