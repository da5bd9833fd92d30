using System.Globalization;

namespace OpenAiSpend.Export.Formats;

/// <summary>Numbers as every format wants them.</summary>
internal static class Numbers
{
    private const string EveryDigit = "0.############################";

    /// <summary>Every digit, without an exponent and without zeros at the end.</summary>
    public static string Text(decimal value) => value.ToString(EveryDigit, CultureInfo.InvariantCulture);
}
