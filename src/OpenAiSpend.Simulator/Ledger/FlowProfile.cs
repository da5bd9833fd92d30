namespace OpenAiSpend.Simulator;

/// <summary>What one request of a kind counts on average, and what its counts cost.</summary>
internal sealed class FlowProfile(SurfaceSchema surface, double[] countsPerRequest, Charge[] charges)
{
    public SurfaceSchema Surface { get; } = surface;

    /// <summary>Averages for one request; a count of exactly 1 is the request itself and follows it without noise.</summary>
    public double[] CountsPerRequest { get; } = countsPerRequest;

    public Charge[] Charges { get; } = charges;

    public double UsdPerRequest()
    {
        double usd = 0;
        foreach (var charge in Charges)
        {
            foreach (var place in charge.Counts)
                usd += CountsPerRequest[place] * (double)charge.PriceUsd;
        }
        return usd;
    }
}
