using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes the families of what was billed.</summary>
internal sealed class CostSection(PageWriter page, SeriesViews views, LabelValues values, DayWindow trailing)
{
    private static readonly int Amount = Surface.Costs.IndexOf(Measure.Amount);
    private static readonly int Quantity = Surface.Costs.IndexOf(Measure.Quantity);
    private static readonly int Currency = Surface.Costs.IndexOf(Dimension.Currency);

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
        var tables = Tables(costs, LabelScheme.Cost, Amount, InCurrency);
        page.Begin(families.Today);
        tables.ForEach(of => views.Today(of.Part, of.Table, Amount, trailing));
        page.Begin(families.Daily);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Amount, trailing));
        page.Begin(families.MonthToDate);
        tables.ForEach(of => views.MonthToDate(of.Part, of.Table, Amount, trailing));
        page.Begin(families.PreviousMonth);
        Tables(costs, LabelScheme.CostOfProject, Amount, InCurrency)
            .ForEach(of => views.PreviousMonth(of.Part, of.Table, Amount));
    }

    private void WriteQuantities(List<SurfacePart> costs)
    {
        var tables = Tables(costs, LabelScheme.Quantity, Quantity, filter: null);
        page.Begin(SpendFamilies.BilledQuantity);
        tables.ForEach(of => views.Today(of.Part, of.Table, Quantity, trailing));
        page.Begin(SpendFamilies.BilledDailyQuantity);
        tables.ForEach(of => views.Daily(of.Part, of.Table, Quantity, trailing));
    }

    private void WriteRevisions(SurfacePart part)
    {
        var labels = OrganizationLabel(part.Organization);
        foreach (var (day, first) in part.Snapshot.FirstCompleteTotals)
        {
            if (trailing.Contains(day) && part.Snapshot.Find(day) is { } bucket)
            {
                page.Sample(labels, day, TotalInUsd(bucket) - first);
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
        List<SurfacePart> costs, Func<SurfaceSnapshot, LabelScheme> scheme, int measure, Func<Bucket, int, bool>? filter) =>
        costs.ConvertAll(part => (part, SeriesTableBuilder.Build(
            part.Organization, part.Snapshot, scheme(part.Snapshot), 1u << measure, values, filter)));

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
        var currency = bucket.Dimensions(row)[Currency] ?? string.Empty;
        if (!_currencyNames.TryGetValue(currency, out var name))
        {
            name = SpendFamilies.CurrencyName(currency);
            _currencyNames.Add(currency, name);
        }

        return name;
    }

    private byte[] OrganizationLabel(string organization)
    {
        var text = new ChunkedBuffer();
        text.Write("{");
        LabelText.Write(text, LabelNames.Organization, values.Escaped(values.Number(organization)));
        return text.Chunks[0].ToArray();
    }
}
