using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Page.Sums;

/// <summary>Finds rows of a bucket of a surface whose first dimension is the project: rows lie in the order of their dimensions.</summary>
internal static class BucketRows
{
    /// <summary>The rows of the chosen projects, from the first up to and without the last.</summary>
    public static (int Start, int End) Of(Bucket bucket, ProjectChoice project)
    {
        if (project.IsAll)
        {
            return (0, bucket.Count);
        }

        var start = FirstAtLeast(bucket, project.Id);
        var end = start;
        while (end < bucket.Count && bucket.Dimensions(end)[0] == project.Id)
        {
            end++;
        }

        return (start, end);
    }

    private static int FirstAtLeast(Bucket bucket, string? projectId)
    {
        var (low, high) = (0, bucket.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (string.CompareOrdinal(bucket.Dimensions(middle)[0], projectId) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
