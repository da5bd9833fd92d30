using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Accounting.Totals;

/// <summary>Whose spend is looked at: that of all projects, of one, or of none.</summary>
public readonly record struct ProjectFilter
{
    /// <summary>What a query says for spend that OpenAI attributes to no project.</summary>
    public const string NoProject = "none";

    private ProjectFilter(string text) => Text = text;

    /// <summary>All projects, and spend of no project.</summary>
    public static ProjectFilter All => default;

    /// <summary>What a query says: a project's id, <see cref="NoProject"/>, or null for all.</summary>
    public string? Text { get; }

    /// <summary>Whether it is all of them.</summary>
    public bool IsAll => Text is null;

    /// <summary>The id, or null for all projects and for spend of none.</summary>
    public string? Id => Text == NoProject ? null : Text;

    /// <summary>The filter that a query's text stands for; an empty one is all projects.</summary>
    public static ProjectFilter Of(string? text) => string.IsNullOrEmpty(text) ? All : new ProjectFilter(text);

    /// <summary>The filter for one project; null is spend of no project.</summary>
    public static ProjectFilter OfProject(string? id) => new(id ?? NoProject);

    /// <summary>Whether spend of a project counts; null is spend of no project.</summary>
    public bool Covers(string? projectId) => IsAll || projectId == Id;

    /// <summary>
    /// The rows of a bucket that count. The first dimension of its surface is the project, and rows lie in the order of
    /// their dimensions, so those of a project are found without looking at all.
    /// </summary>
    internal IEnumerable<int> RowsOf(Bucket bucket)
    {
        if (IsAll)
        {
            return Enumerable.Range(0, bucket.Count);
        }

        var (start, end) = (0, bucket.Count);
        while (start < end)
        {
            var middle = start + ((end - start) / 2);
            (start, end) = string.CompareOrdinal(bucket.Dimensions(middle)[0], Id) < 0 ? (middle + 1, end) : (start, middle);
        }

        while (end < bucket.Count && bucket.Dimensions(end)[0] == Id)
        {
            end++;
        }

        return Enumerable.Range(start, end - start);
    }
}
