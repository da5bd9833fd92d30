namespace OpenAiSpend.Accounting.Budgets;

/// <summary>How a budget, or a limit that was set at OpenAI, stands.</summary>
public sealed record BudgetStatus
{
    /// <summary>The budget's name.</summary>
    public required string Budget { get; init; }

    /// <summary><c>day</c> or <c>month</c>.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>Who set it.</summary>
    public required BudgetSource Source { get; init; }

    /// <summary>The project of a project's own limit at OpenAI, or null.</summary>
    public string? ProjectId { get; init; }

    /// <summary>What may be spent, in US dollars.</summary>
    public required decimal Usd { get; init; }

    /// <summary>What was spent in the period so far, in US dollars, or null where costs do not tell.</summary>
    public decimal? SpentUsd { get; init; }

    /// <summary>What will have been spent at the end of the month, in US dollars, or null where costs do not tell, and for days.</summary>
    public decimal? ForecastUsd { get; init; }
}

/// <summary>What a budget is for.</summary>
public enum BudgetPeriod
{
    /// <summary>Each UTC day.</summary>
    Day,

    /// <summary>Each calendar month, in UTC.</summary>
    Month,
}

/// <summary>Who set a budget.</summary>
public enum BudgetSource
{
    /// <summary>The exporter's configuration.</summary>
    Config,

    /// <summary>OpenAI: the organization's own spend limit.</summary>
    OpenAi,
}
