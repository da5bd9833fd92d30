namespace OpenAiSpend.Accounting.Budgets;

/// <summary>How much an alert matters.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>To be looked at today.</summary>
    Warning,

    /// <summary>Money or service is being lost now.</summary>
    Critical,
}
