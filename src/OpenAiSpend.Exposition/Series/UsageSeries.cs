using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Writes the families of usage.</summary>
internal sealed class UsageSeries(ISeriesSink sink, SeriesViews views, LabelValues values, ExposedFamilies exposed)
{
    private const uint EveryMeasure = uint.MaxValue;

    /// <summary>Writes every family of every usage surface, with the samples of all organizations.</summary>
    /// <param name="parts">What is in the exposition, by organization.</param>
    public void Write(IReadOnlyList<ExposedSurface> parts)
    {
        foreach (var surface in Surface.Usage)
        {
            var tables = parts
                .Where(part => part.Snapshot.Surface == surface)
                .Select(part => (Part: part, Table: SeriesTableBuilder.Build(
                    part.Organization.Name, part.Snapshot, LabelScheme.Usage(part), EveryMeasure, values, part.Days.Usage, splits: UsageFamilies.Splits(surface))))
                .ToList();
            foreach (var family in UsageFamilies.All.Where(family => family.Surface == surface && (exposed.Contains(family.Today.Name) || exposed.Contains(family.Daily.Name))))
            {
                sink.Begin(family.Today);
                foreach (var (part, table) in tables)
                {
                    views.Today(part, table, family.Measure, part.Days.Usage);
                }

                sink.Begin(family.Daily);
                foreach (var (part, table) in tables)
                {
                    views.Daily(part, table, family.Measure, part.Days.Usage);
                }
            }
        }
    }
}
