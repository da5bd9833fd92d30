using System.Collections.Immutable;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection;

/// <summary>Names, limits and alerts, and when they were read.</summary>
/// <param name="Directory">Names, limits and alerts.</param>
/// <param name="ReadAt">When each part of the directory that is known was last read with success.</param>
internal sealed record DirectoryReading(OrganizationDirectory Directory, ImmutableDictionary<Surface, DateTimeOffset> ReadAt)
{
    /// <summary>Nothing has been read.</summary>
    public static readonly DirectoryReading None = new(OrganizationDirectory.Unknown, ImmutableDictionary<Surface, DateTimeOffset>.Empty);
}
