namespace OpenAiSpend.Simulator;

/// <summary>One number of a usage row: the sum of some of the counts that the ledger keeps.</summary>
/// <param name="Name">The JSON member.</param>
/// <param name="Counts">The places of the summed counts.</param>
/// <param name="IsRequired">Whether the API promises the member; an optional one may be missing where it is zero.</param>
internal sealed record Measure(string Name, int[] Counts, bool IsRequired = true)
{
    public long Of(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var place in Counts)
            sum += counts[place];
        return sum;
    }
}
