using System.Globalization;

namespace OpenAiSpend.TestKit.Export;

/// <summary>The one documented deviation from FOCUS: OpenAI gives no quantity, or none above zero, or no line item.</summary>
public static class FocusDeviation
{
    private static readonly string[] OfQuantity = ["PricingQuantity", "PricingUnit", "ConsumedQuantity", "ConsumedUnit"];
    private static readonly string[] OfLineItem = ["SkuId", "SkuPriceId"];

    /// <summary>What a file breaks of the specification beyond the deviation.</summary>
    public static IReadOnlyList<string> OtherViolations(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. FocusSpecification.Violations(table).Where(violation => !IsDocumented(violation, table))];
    }

    private static bool IsDocumented(string violation, CsvTable table)
    {
        var parts = violation.Split(": ");
        var row = table.Rows[int.Parse(parts[0], CultureInfo.InvariantCulture)];
        return violation.EndsWith("may not be null for usage", StringComparison.Ordinal)
            && ((OfQuantity.Contains(parts[1]) && row["ConsumedQuantity"] is null) || (OfLineItem.Contains(parts[1]) && row["ChargeDescription"] is null));
    }
}
