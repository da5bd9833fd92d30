using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The two views of one measure of one usage surface.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Measure">The measure's place in <see cref="BucketSurface.Measures"/>.</param>
/// <param name="Name">The measure's name in the names of the families.</param>
/// <param name="IsSplit">Whether it counts a part of what another measure of the surface counts.</param>
/// <param name="Today">The current UTC day so far.</param>
/// <param name="Daily">Each of the trailing days.</param>
internal sealed record UsageFamily(BucketSurface Surface, int Measure, string Name, bool IsSplit, MetricFamily Today, MetricFamily Daily);
