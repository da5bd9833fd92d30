using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>A surface that had more label sets than allowed, after folding.</summary>
public sealed record FoldedSurface
{
    /// <summary>The surface with fewer label sets. Every measure has the same total on every day as before.</summary>
    public required SurfaceSnapshot Surface { get; init; }

    /// <summary>How many label sets were allowed.</summary>
    public required int MaxLabelSets { get; init; }

    /// <summary>How many label sets there were on the exported days.</summary>
    public required int LabelSets { get; init; }

    /// <summary>How many of them were folded; 0 where the surface has no labels that may be folded.</summary>
    public required int Folded { get; init; }

    /// <summary>How many label sets there are now. More than allowed where folding everything that may be folded was not enough.</summary>
    public required int Kept { get; init; }
}
