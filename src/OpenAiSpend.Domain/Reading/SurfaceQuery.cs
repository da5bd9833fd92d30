using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Domain.Reading;

/// <summary>What to read: whole days of one surface.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="GroupBy">The dimensions to break the rows down by, each one of <see cref="BucketSurface.GroupBy"/>.</param>
/// <param name="Window">The days.</param>
public sealed record SurfaceQuery(BucketSurface Surface, ImmutableArray<Dimension> GroupBy, DayWindow Window);
