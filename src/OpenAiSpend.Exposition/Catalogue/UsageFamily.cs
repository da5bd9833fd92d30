using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The two views of one measure of one usage surface.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Measure">The measure's place in <see cref="BucketSurface.Measures"/>.</param>
/// <param name="Today">The current UTC day so far.</param>
/// <param name="Daily">Each of the trailing days.</param>
internal sealed record UsageFamily(BucketSurface Surface, int Measure, MetricFamily Today, MetricFamily Daily);
