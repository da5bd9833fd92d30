using OpenAiSpend.Accounting.Billing;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// Says who spent it: gives every billed row of a day to those who used, on that day and in that project, what the row bills.
/// The parts of a row add up to its amount to the last digit.
/// </summary>
/// <remarks>
/// By line item, a row goes to the usage of the model that it names, in proportion to what its meter counts; where usage
/// does not count that, to the model's usage by tokens, or else by requests; a row of a tool goes to the tool's calls; a row that
/// names no model goes to the project's usage that no other row bills; anything else goes to nobody. Where costs
/// are grouped by API key, a row stays with its key. Usage that is not broken down by user is allocated to the key and model alone;
/// usage that is not broken down by model or by project cannot be matched.
/// By tokens, every row of a project goes to all of its completions and decisions, in proportion to input plus output tokens.
/// </remarks>
public static class CostAllocation
{
    /// <summary>Allocates a day. The order of rows and of surfaces changes nothing.</summary>
    /// <param name="day">What was billed and used.</param>
    /// <param name="method">By what rule.</param>
    /// <param name="lineItems">Line items that were taken apart before, for a caller who allocates many days; or null.</param>
    /// <returns>
    /// The parts, billed row by billed row, each user, key and model of a row once; the whole row with basis
    /// <see cref="AllocationBasis.None"/> where no usage is behind it. They are worked out as they are read. A row without an amount has none.
    /// </returns>
    public static IEnumerable<AllocatedCost> Of(
        BilledDay day, AllocationMethod method = AllocationMethod.LineItem, LineItemIndex? lineItems = null)
    {
        ArgumentNullException.ThrowIfNull(day);
        return new DayAllocator(day, method, lineItems ?? new LineItemIndex()).Allocate();
    }
}

/// <summary>By what rule a billed amount is given to those who used what it bills.</summary>
public enum AllocationMethod
{
    /// <summary>Each line item goes to the usage that it bills: of its model, by what its meter counts.</summary>
    LineItem,

    /// <summary>Each line item goes to all completions and decisions of its project, by input plus output tokens. Simpler, and far less true.</summary>
    Tokens,
}
