namespace OpenAiSpend.Accounting.Budgets;

/// <summary>What a budget is for.</summary>
public enum BudgetPeriod
{
    /// <summary>Each UTC day.</summary>
    Day,

    /// <summary>Each calendar month, in UTC.</summary>
    Month,
}
