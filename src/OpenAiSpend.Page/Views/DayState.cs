namespace OpenAiSpend.Page.Views;

/// <summary>How final the spend of a day is.</summary>
internal enum DayState
{
    /// <summary>Nothing is known of the day. That is not zero.</summary>
    Unknown,

    /// <summary>The day is not over.</summary>
    Open,

    /// <summary>The day is over, but OpenAI may still revise it.</summary>
    Settling,

    /// <summary>The day is final, as far as anybody knows.</summary>
    Settled,
}
