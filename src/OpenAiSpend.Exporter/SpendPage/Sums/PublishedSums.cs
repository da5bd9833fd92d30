using System.Runtime.CompilerServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exporter.SpendPage.Sums;

/// <summary>Adds up each snapshot when it is published, never when somebody looks.</summary>
internal sealed class PublishedSums : ISnapshotSink
{
    private readonly ConditionalWeakTable<Bucket, CostDay> _costDays = [];
    private readonly ConditionalWeakTable<Bucket, TokenDay> _tokenDays = [];
    private SpendSums? _current;

    /// <summary>The sums of the newest snapshot, or null before the first one.</summary>
    public SpendSums? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Publish(SpendSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Volatile.Write(ref _current, new SpendSums(
            snapshot.Today,
            [
                .. snapshot.Organizations.Select(organization => new OrganizationSums(
                    organization,
                    organization.Find(Surface.Costs) is { } costs ? new DaySums<CostDay>(costs, CostDay.Of, _costDays) : null,
                    organization.Find(Surface.Completions) is { } completions ? new DaySums<TokenDay>(completions, TokenDay.Of, _tokenDays) : null,
                    snapshot.Today)),
            ]));
    }
}
