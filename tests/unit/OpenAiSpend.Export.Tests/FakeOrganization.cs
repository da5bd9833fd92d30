using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests;

/// <summary>An organization whose answers hold the buckets that a test gives, and an empty one for every other day that is not left out.</summary>
internal sealed class FakeOrganization : ISpendSource, IDirectorySource
{
    private readonly List<Bucket> _buckets = [];
    private readonly HashSet<(BucketSurface Surface, UtcDay Day)> _leftOut = [];

    /// <summary>What was asked for, in order.</summary>
    public List<SurfaceQuery> Queries { get; } = [];

    public List<string> Warnings { get; } = [];

    public ImmutableArray<Project> Projects { get; init; } = [];

    /// <summary>Fails every query of a surface, if there is one.</summary>
    public BucketSurface? Failing { get; set; }

    public FakeOrganization With(params Bucket[] buckets)
    {
        _buckets.AddRange(buckets);
        return this;
    }

    /// <summary>Answers of a surface come without the buckets of these days.</summary>
    public FakeOrganization Without(BucketSurface surface, params UtcDay[] days)
    {
        _leftOut.UnionWith(days.Select(day => (surface, day)));
        return this;
    }

    /// <summary>Answers have every bucket from now on.</summary>
    public void Mend() => _leftOut.Clear();

    public RangeReader Reader(string now = "2026-11-20T15:00:00Z", bool allowMissing = false) =>
        new(this, this, new TestClock(now), new RangeNotes(Warnings.Add)) { AllowMissing = allowMissing };

    public Task<SurfaceReading> ReadAsync(SurfaceQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return query.Surface == Failing
            ? throw new SpendSourceException(PollOutcome.ServerError, "OpenAI failed.")
            : Task.FromResult(new SurfaceReading
            {
                Window = query.Window,
                GroupBy = query.GroupBy,
                Pages = 1,
                Buckets =
                [
                    .. Enumerable.Range(0, query.Window.Days).Select(query.Window.Start.AddDays)
                        .Where(day => !_leftOut.Contains((query.Surface, day)))
                        .Select(day => _buckets.FirstOrDefault(bucket => bucket.Surface == query.Surface && bucket.Day == day) ?? Bucket.Empty(query.Surface, day)),
                ],
            });
    }

    public Task<ImmutableArray<Project>> ReadProjectsAsync(CancellationToken cancellationToken) => Task.FromResult(Projects);

    public Task<ImmutableArray<User>> ReadUsersAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<User>>([]);

    public Task<ImmutableArray<ApiKey>> ReadApiKeysAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<ApiKey>>([]);

    public Task<ImmutableArray<SpendLimit>> ReadSpendLimitsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<AdminApiKey>> ReadAdminApiKeysAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<RateLimit>> ReadRateLimitsAsync(
        ImmutableArray<Project> projects, Func<string, string, bool> isWanted, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<SpendAlert>> ReadSpendAlertsAsync(ImmutableArray<Project> projects, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
