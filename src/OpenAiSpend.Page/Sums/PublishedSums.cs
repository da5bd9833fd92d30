using System.Runtime.CompilerServices;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Page.Sums;

/// <summary>Adds up each snapshot when it is published, never when somebody looks.</summary>
/// <param name="allocations">What <c>/metrics</c> shows as allocated.</param>
internal sealed class PublishedSums(NewestAllocations allocations) : ISnapshotSink
{
    private readonly ConditionalWeakTable<Bucket, CostDay> _costDays = [];
    private readonly ConditionalWeakTable<Bucket, TokenDay> _tokenDays = [];
    private readonly ConditionalWeakTable<Bucket, UserDay> _userDays = [];
    private SpendSums? _current;

    /// <summary>The sums of the newest snapshot, or null before the first one.</summary>
    public SpendSums? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Publish(SpendSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Volatile.Write(ref _current, new SpendSums(
            snapshot.Today,
            [.. snapshot.Organizations.Select(organization => Of(organization, allocations.Of(organization, snapshot.Today), snapshot))]));
    }

    private OrganizationSums Of(OrganizationSnapshot organization, OrganizationAllocation? allocation, SpendSnapshot snapshot) => new(
        organization,
        organization.Find(Surface.Costs) is { } costs ? new DaySums<CostDay>(costs, CostDay.Of, _costDays) : null,
        organization.Find(Surface.Completions) is { } completions ? new DaySums<TokenDay>(completions, TokenDay.Of, _tokenDays) : null,
        allocation is null ? null : new DaySums<UserDay>(allocation.Allocated, UserDay.Of, _userDays),
        allocation?.Prices ?? [],
        snapshot.Today);
}
