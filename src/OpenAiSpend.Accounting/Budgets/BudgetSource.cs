namespace OpenAiSpend.Accounting.Budgets;

/// <summary>Who set a budget.</summary>
public enum BudgetSource
{
    /// <summary>The exporter's configuration.</summary>
    Config,

    /// <summary>OpenAI: the organization's own spend limit.</summary>
    OpenAi,
}
