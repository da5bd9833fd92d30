using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.History;

/// <summary>
/// Remembers which dimensions OpenAI does not group by. Newer ones are unknown to some organizations and to proxies, and
/// costs by user depend on the organization, on the other dimensions and on the days: what is refused is a 400, whose text
/// nobody documents. So a refused query is made again without the dimensions that can be done without, one after the other.
/// </summary>
internal sealed class RefusedGrouping(TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<(BucketSurface Surface, string GroupBy), (Dimension Dropped, long At)> _refused = [];

    /// <summary>The query without what was refused within the last day.</summary>
    public SurfaceQuery Without(SurfaceQuery query)
    {
        lock (_lock)
        {
            while (_refused.TryGetValue(KeyOf(query), out var refused) && clock.GetElapsedTime(refused.At) < Remembered)
            {
                query = Without(query, refused.Dropped);
            }

            return query;
        }
    }

    /// <summary>Takes in that a query failed, and says which dimension is dropped for it; null where the failure is about something else or nothing is left to drop.</summary>
    /// <param name="wanted">What was wanted.</param>
    /// <param name="asked">What was asked for in its place.</param>
    /// <param name="failure">How it failed.</param>
    public Dimension? Take(SurfaceQuery wanted, SurfaceQuery asked, ApiFailureException failure)
    {
        if (failure.Error is not { Status: 400 } error || LookbackLimit.IsExceeded(failure))
        {
            return null;
        }

        var left = wanted.Dispensable.Where(asked.GroupBy.Contains).ToList();
        var dropped = left.Find(dimension => error.Message.Contains(dimension.Name, StringComparison.Ordinal)) ?? left.FirstOrDefault();
        if (dropped is not null)
        {
            lock (_lock)
            {
                _refused[KeyOf(asked)] = (dropped, clock.GetTimestamp());
            }
        }

        return dropped;
    }

    private static SurfaceQuery Without(SurfaceQuery query, Dimension dropped) => query with { GroupBy = query.GroupBy.Remove(dropped) };

    private static (BucketSurface Surface, string GroupBy) KeyOf(SurfaceQuery query) => (query.Surface, string.Join(',', query.GroupBy));
}
