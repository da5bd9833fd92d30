using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>The rows of usage of one day by project, kind of surface and model.</summary>
internal sealed class UsageOfDay
{
    // Usage of these is billed by the call, whatever the model.
    private static readonly BucketSurface[] Tools =
        [Surface.WebSearchCalls, Surface.FileSearchCalls, Surface.CodeInterpreterSessions, Surface.VectorStores];

    private readonly Dictionary<string, UsageOfProject> _projects = new(StringComparer.Ordinal);

    /// <summary>Sorts the rows.</summary>
    /// <param name="buckets">The usage.</param>
    /// <param name="isByProject">Whether costs tell projects apart; where they do not, all usage is behind each of them.</param>
    public UsageOfDay(IEnumerable<Bucket> buckets, bool isByProject)
    {
        foreach (var bucket in buckets)
        {
            var surface = bucket.Surface;
            int[] places = [.. new[] { Dimension.ProjectId, Dimension.UserId, Dimension.ApiKeyId, Dimension.Model }.Select(surface.IndexOf)];
            var isTool = Tools.Contains(surface);
            for (var row = 0; row < bucket.Count; row++)
            {
                var dimensions = bucket.Dimensions(row);
                var identity = new UsageIdentity(
                    Read(dimensions, places[0]), Read(dimensions, places[1]), Read(dimensions, places[2]), Read(dimensions, places[3]));
                var key = isByProject ? identity.ProjectId ?? string.Empty : string.Empty;
                if (!_projects.TryGetValue(key, out var project))
                {
                    _projects.Add(key, project = new UsageOfProject());
                }

                project.Add(new UsageRow(bucket, row, identity), isTool);
            }
        }
    }

    /// <summary>The usage of a project, or null where it has none.</summary>
    public UsageOfProject? Find(string? projectId) => _projects.GetValueOrDefault(projectId ?? string.Empty);

    private static string? Read(ReadOnlySpan<string?> dimensions, int place) => place < 0 ? null : dimensions[place];
}
