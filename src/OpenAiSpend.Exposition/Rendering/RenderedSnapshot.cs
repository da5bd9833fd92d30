using System.Collections.Immutable;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>A snapshot as text.</summary>
/// <param name="Text">The families, without the end mark of OpenMetrics.</param>
/// <param name="Series">How many series each surface has.</param>
/// <param name="Foldings">The surfaces that have more label sets than the page may show.</param>
internal sealed record RenderedSnapshot(ChunkedBuffer Text, ImmutableArray<SurfaceSeries> Series, ImmutableArray<SurfaceFolding> Foldings);
