namespace OpenAiSpend.Program.Tests.Matrix;

/// <summary>What the page must show of a surface whose poll was good, though the answer was odd.</summary>
internal enum Shown
{
    /// <summary>The books, to the last digit.</summary>
    TheBooks,

    /// <summary>The books without a row, which is counted as rejected.</summary>
    LessThanTheBooks,

    /// <summary>Part of the books or all of them: what OpenAI said.</summary>
    AtMostTheBooks,

    /// <summary>The books; of the days that did not come, what was known of them before.</summary>
    WhatWasKnown,

    /// <summary>Nothing: OpenAI left the numbers out, and may.</summary>
    Nothing,

    /// <summary>What OpenAI said, which is below zero.</summary>
    BelowZero,
}
