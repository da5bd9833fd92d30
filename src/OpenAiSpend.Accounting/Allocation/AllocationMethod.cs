namespace OpenAiSpend.Accounting.Allocation;

/// <summary>By what rule a billed amount is given to those who used what it bills.</summary>
public enum AllocationMethod
{
    /// <summary>Each line item goes to the usage that it bills: of its model, by what its meter counts.</summary>
    LineItem,

    /// <summary>Each line item goes to all completions of its project, by input plus output tokens. Simpler, and far less true.</summary>
    Tokens,
}
