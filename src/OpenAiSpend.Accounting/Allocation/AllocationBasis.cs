namespace OpenAiSpend.Accounting.Allocation;

/// <summary>What is known of the usage behind an allocated amount, from much to nothing.</summary>
public enum AllocationBasis
{
    /// <summary>The usage that the line item bills, by what its meter counts.</summary>
    Exact,

    /// <summary>The usage of the line item's model, by all of its tokens (or requests): what the meter counts is not in usage.</summary>
    Model,

    /// <summary>Usage of the project whatever the model: the line item names none, or the method does not look at it.</summary>
    Project,

    /// <summary>No usage: nobody is known to have caused the amount.</summary>
    None,
}
