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

/// <summary>The rows of usage of one project on one day.</summary>
internal sealed class UsageOfProject
{
    private readonly SortedDictionary<string, List<UsageRow>> _models = new(StringComparer.Ordinal);

    /// <summary>The models that have usage of their own, in ordinal order.</summary>
    public IReadOnlyCollection<string> Models => _models.Keys;

    /// <summary>The usage of tools.</summary>
    public List<UsageRow> Tools { get; } = [];

    /// <summary>The usage of some models.</summary>
    public IEnumerable<UsageRow> Of(IEnumerable<string> models) => models.SelectMany(model => _models[model]);

    /// <summary>Adds a row.</summary>
    public void Add(UsageRow row, bool isTool)
    {
        if (isTool)
        {
            Tools.Add(row);
            return;
        }

        // Usage that is not broken down by model is of the model without a name, which no line item can name.
        var model = row.Identity.Model ?? string.Empty;
        if (!_models.TryGetValue(model, out var rows))
        {
            _models.Add(model, rows = []);
        }

        rows.Add(row);
    }
}

/// <summary>A row of usage.</summary>
internal readonly record struct UsageRow(Bucket Bucket, int Row, UsageIdentity Identity);

/// <summary>Whose usage it is. Those of a day are in ordinal order, none before any.</summary>
internal readonly record struct UsageIdentity(string? ProjectId, string? UserId, string? ApiKeyId, string? Model) : IComparable<UsageIdentity>
{
    public int CompareTo(UsageIdentity other) =>
        string.CompareOrdinal(ProjectId, other.ProjectId) is var byProject and not 0 ? byProject
        : string.CompareOrdinal(UserId, other.UserId) is var byUser and not 0 ? byUser
        : string.CompareOrdinal(ApiKeyId, other.ApiKeyId) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(Model, other.Model);
}
