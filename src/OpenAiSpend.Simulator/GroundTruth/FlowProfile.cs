namespace OpenAiSpend.Simulator;

/// <summary>How some counts of a flow become money.</summary>
/// <param name="Model">The model as usage names it, or null where no model is behind the charge.</param>
/// <param name="Meter">What is metered, such as <c>cached input</c>.</param>
/// <param name="LineItem">The text on the bill, which need not name the model as usage does.</param>
/// <param name="Counts">The places of the counts that are charged.</param>
/// <param name="PriceUsd">Dollars for one counted thing.</param>
/// <param name="Unit">The quantity unit on the bill, or null where the bill gives no quantity.</param>
/// <param name="CountsPerUnit">How many counted things make one unit of the bill.</param>
internal sealed record Charge(
    string? Model, string Meter, string? LineItem, int[] Counts, decimal PriceUsd, string? Unit, decimal CountsPerUnit = 1)
{
    public decimal AmountUsd(long count) => count * PriceUsd;

    public decimal? Quantity(long count) => Unit is null ? null : CountsPerUnit == 1 ? count : count / CountsPerUnit;
}

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
