namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Who has how large a share in a billed row.</summary>
internal sealed class UsageShares(AllocationBasis basis)
{
    private readonly Dictionary<UsageIdentity, (decimal Count, decimal Weight)> _shares = [];

    /// <summary>What the shares rest on.</summary>
    public AllocationBasis Basis { get; } = basis;

    /// <summary>How many have a share.</summary>
    public int Count => _shares.Count;

    /// <summary>All weights.</summary>
    public decimal TotalWeight { get; private set; }

    /// <summary>Whether any of the usage names an API key.</summary>
    public bool HasApiKeys { get; private set; }

    /// <summary>In what is counted; null before anything was.</summary>
    public string? Unit { get; private set; }

    /// <summary>Adds a row of usage.</summary>
    public void Add(UsageRow row, decimal count, decimal weight)
    {
        var (counted, weighed) = _shares.GetValueOrDefault(row.Identity);
        _shares[row.Identity] = (counted + count, weighed + weight);
        TotalWeight += weight;
        HasApiKeys |= row.Identity.ApiKeyId is not null;
        Unit ??= UsageCounts.Unit(row.Bucket.Surface);
    }

    /// <summary>The shares in the order of whose they are.</summary>
    public (UsageIdentity[] Identities, decimal[] Counts, decimal[] Weights) Sorted()
    {
        UsageIdentity[] identities = [.. _shares.Keys.Order()];
        return (
            identities,
            Array.ConvertAll(identities, identity => _shares[identity].Count),
            Array.ConvertAll(identities, identity => _shares[identity].Weight));
    }
}
