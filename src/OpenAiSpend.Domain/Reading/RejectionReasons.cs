using System.Collections.Immutable;

namespace OpenAiSpend.Domain.Reading;

/// <summary>Why a row of an answer could not be used: a closed set, the values of a metric's <c>reason</c> label.</summary>
public static class RejectionReasons
{
    /// <summary>The amount is not a number, or larger than any bill, or there are two.</summary>
    public const string InvalidAmount = "invalid_amount";

    /// <summary>The currency is not three letters.</summary>
    public const string InvalidCurrency = "invalid_currency";

    /// <summary>A dimension is an object or a list.</summary>
    public const string InvalidDimension = "invalid_dimension";

    /// <summary>A measure is not a number, or larger than anything that is counted.</summary>
    public const string InvalidMeasure = "invalid_measure";

    /// <summary>The row is not an object.</summary>
    public const string InvalidRow = "invalid_row";

    /// <summary>The row is of a day that was not asked for.</summary>
    public const string OutsideWindow = "outside_window";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
        [InvalidAmount, InvalidCurrency, InvalidDimension, InvalidMeasure, InvalidRow, OutsideWindow];
}
