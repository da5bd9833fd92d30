using System.Runtime.InteropServices;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Sums;

/// <summary>One day of what was billed in US dollars, added up by who spent it. A blank id stands for nobody.</summary>
internal sealed class UserDay
{
    private static readonly int UserIndex = OrganizationAllocation.AllocatedCosts.IndexOf(Dimension.UserId);
    private static readonly int AmountIndex = OrganizationAllocation.AllocatedCosts.IndexOf(Measure.Amount);

    private readonly Dictionary<string, decimal> _byUser = new(StringComparer.Ordinal);

    private UserDay()
    {
    }

    /// <summary>Dollars by user id.</summary>
    public IReadOnlyDictionary<string, decimal> ByUser => _byUser;

    /// <summary>Adds up the rows of a bucket of allocated costs.</summary>
    public static UserDay Of(Bucket bucket, ProjectChoice projects)
    {
        var day = new UserDay();
        var (start, end) = BucketRows.Of(bucket, projects);
        for (var row = start; row < end; row++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(day._byUser, bucket.Dimensions(row)[UserIndex] ?? string.Empty, out _) += bucket.Value(row, AmountIndex) ?? 0m;
        }

        return day;
    }
}
