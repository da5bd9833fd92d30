namespace OpenAiSpend.OpenAi.Pages;

/// <summary>What a member of a row is to the reader.</summary>
internal enum MemberKind
{
    /// <summary>Nothing: it is skipped.</summary>
    Ignored,

    /// <summary>A dimension that was asked for, or that always comes.</summary>
    Dimension,

    /// <summary>A number.</summary>
    Measure,

    /// <summary>The amount of a cost: an object of a value and a currency.</summary>
    Amount,
}
