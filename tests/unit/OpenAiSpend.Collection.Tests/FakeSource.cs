using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

/// <summary>A source whose days a test sets, and whose answers it can hold back or replace by a failure.</summary>
internal sealed class FakeSource : ISpendSource
{
    public Dictionary<UtcDay, decimal> Usd { get; } = [];

    /// <summary>Days of which no bucket comes.</summary>
    public HashSet<UtcDay> Missing { get; } = [];

    public List<SurfaceQuery> Queries { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>Where set, a read answers from the days as they were when it was asked, but only once this has ended.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>What OpenAI says the time is.</summary>
    public DateTimeOffset? ServerTime { get; set; }

    /// <summary>Where set, OpenAI keeps no day before it.</summary>
    public UtcDay? OldestDay { get; set; }

    /// <summary>What the answers have that nobody knows.</summary>
    public ImmutableSortedSet<string> UnknownFields { get; set; } = [];

    public async Task<SurfaceReading> ReadAsync(SurfaceQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        var window = OldestDay is { } oldest && query.Window.Start < oldest ? new DayWindow(oldest, query.Window.End) : query.Window;
        query.PagesRead?.Report(1);
        ImmutableArray<Bucket> buckets =
        [
            .. Enumerable.Range(0, window.Days).Select(window.Start.AddDays).Where(day => !Missing.Contains(day)).Select(day => Usd.TryGetValue(day, out var usd)
                ? Some.Costs(day, ("proj_a", "gpt-5, input", usd))
                : Bucket.Empty(query.Surface, day)),
        ];
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        return Failure is null ? new SurfaceReading { Window = window, GroupBy = query.GroupBy, Buckets = buckets, Pages = 1, ServerTime = ServerTime, UnknownFields = UnknownFields } : throw Failure;
    }
}
