using OpenAiSpend.Accounting.Allocation;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>A model on the bill.</summary>
internal sealed class BilledModel
{
    private readonly Dictionary<MeterKind, decimal> _billed = [];
    private readonly SortedDictionary<string, TracedCounts> _traced = new(StringComparer.Ordinal);
    private readonly Dictionary<MeterKind, CustomerShares> _shares = [];
    private (decimal Input, decimal Cached, decimal CacheWrite) _used;

    /// <summary>The tokens that were billed, by all meters.</summary>
    public decimal BilledTokens => _billed.Values.Sum();

    /// <summary>The tokens that were traced.</summary>
    public decimal TracedTokens => _traced.Values.Sum(static counts => counts.Total);

    /// <summary>Adds what a row bills.</summary>
    public void AddBilled(MeterKind kind, decimal tokens) => _billed[kind] = _billed.GetValueOrDefault(kind) + tokens;

    /// <summary>Adds what was used.</summary>
    public void AddUsed(decimal input, decimal cached, decimal cacheWrite) =>
        _used = (_used.Input + input, _used.Cached + Math.Min(cached, input), _used.CacheWrite + Math.Min(cacheWrite, input));

    /// <summary>Adds what was traced; a blank customer is none.</summary>
    public void AddTraced(string customer, TracedCounts counts) => _traced[customer] = _traced.GetValueOrDefault(customer) + counts;

    /// <summary>
    /// The shares of those who used what the meters of a kind count. What was billed and not traced is nobody's; where more
    /// was traced than billed, everybody's share is smaller.
    /// </summary>
    public CustomerShares SharesOf(MeterKind kind)
    {
        if (!_shares.TryGetValue(kind, out var shares))
        {
            _shares.Add(kind, shares = CustomerShares.Of(_billed.GetValueOrDefault(kind), TokensOf(kind)));
        }

        return shares;
    }

    /// <summary>How many tokens that the meters of a kind count each customer used; a blank one is none.</summary>
    public IReadOnlyList<(string Customer, decimal Tokens)> TokensOf(MeterKind kind)
    {
        var (cached, cacheWrite) = CachedParts();
        var others = _billed.Keys.ToHashSet();
        return [.. _traced.Select(row => (row.Key, Tokens: row.Value.Split(cached, cacheWrite).Of(kind, others))).Where(static row => row.Tokens > 0m)];
    }

    // Which parts of the input were read from and written to the cache: as usage says, or else as was billed.
    private (decimal Cached, decimal CacheWrite) CachedParts()
    {
        decimal Billed(MeterKind kind) => Math.Max(0m, _billed.GetValueOrDefault(kind));
        var billed = Billed(MeterKind.Input) + Billed(MeterKind.CachedInput) + Billed(MeterKind.CacheWrite);
        return _used.Input > 0m ? (_used.Cached / _used.Input, Math.Min(_used.CacheWrite, _used.Input - _used.Cached) / _used.Input)
            : billed > 0m ? (Billed(MeterKind.CachedInput) / billed, Billed(MeterKind.CacheWrite) / billed)
            : (0m, 0m);
    }
}
