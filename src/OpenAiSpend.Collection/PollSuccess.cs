using System.Collections.Immutable;

namespace OpenAiSpend.Collection;

/// <summary>What a poll that went well tells the observer.</summary>
/// <param name="DataThrough">The end of the newest bucket that holds data, or null where there is none.</param>
/// <param name="RejectedRows">How many rows could not be used, by reason.</param>
internal sealed record PollSuccess(DateTimeOffset? DataThrough, ImmutableSortedDictionary<string, int> RejectedRows)
{
    /// <summary>A poll of something that has no buckets.</summary>
    public static readonly PollSuccess WithoutBuckets = new(null, ImmutableSortedDictionary<string, int>.Empty);
}
