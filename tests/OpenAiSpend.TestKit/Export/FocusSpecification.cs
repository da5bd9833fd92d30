using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpenAiSpend.TestKit.Export;

/// <summary>
/// What FOCUS 1.2 says of the columns of a cost and usage dataset, taken from the specification and from nothing of the
/// exporter: https://focus.finops.org/focus-specification/v1-2/. Rules about what a provider offers, such as commitment
/// discounts, are judged by the presence of the column.
/// </summary>
public static partial class FocusSpecification
{
    private static readonly Column[] Columns =
    [
        new("AvailabilityZone", Level.Recommended, Kind.Text, Nulls: true),
        new("BilledCost", Level.Mandatory, Kind.Decimal, Nulls: false),
        new("BillingAccountId", Level.Mandatory, Kind.Text, Nulls: false),
        new("BillingAccountName", Level.Mandatory, Kind.Text, Nulls: true),
        new("BillingAccountType", Level.Conditional, Kind.Text, Nulls: false),
        new("BillingCurrency", Level.Mandatory, Kind.Currency, Nulls: false),
        new("BillingPeriodEnd", Level.Mandatory, Kind.Instant, Nulls: false),
        new("BillingPeriodStart", Level.Mandatory, Kind.Instant, Nulls: false),
        new("CapacityReservationId", Level.Conditional, Kind.Text, Nulls: true),
        new("CapacityReservationStatus", Level.Conditional, Kind.Text, Nulls: true, ["Used", "Unused"]),
        new("ChargeCategory", Level.Mandatory, Kind.Text, Nulls: false, ["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
        new("ChargeClass", Level.Mandatory, Kind.Text, Nulls: true, ["Correction"]),
        new("ChargeDescription", Level.Mandatory, Kind.Text, Nulls: true),
        new("ChargeFrequency", Level.Recommended, Kind.Text, Nulls: false, ["One-Time", "Recurring", "Usage-Based"]),
        new("ChargePeriodEnd", Level.Mandatory, Kind.Instant, Nulls: false),
        new("ChargePeriodStart", Level.Mandatory, Kind.Instant, Nulls: false),
        new("CommitmentDiscountCategory", Level.Conditional, Kind.Text, Nulls: true, ["Spend", "Usage"]),
        new("CommitmentDiscountId", Level.Conditional, Kind.Text, Nulls: true),
        new("CommitmentDiscountName", Level.Conditional, Kind.Text, Nulls: true),
        new("CommitmentDiscountQuantity", Level.Conditional, Kind.Decimal, Nulls: true),
        new("CommitmentDiscountStatus", Level.Conditional, Kind.Text, Nulls: true, ["Used", "Unused"]),
        new("CommitmentDiscountType", Level.Conditional, Kind.Text, Nulls: true),
        new("CommitmentDiscountUnit", Level.Conditional, Kind.Unit, Nulls: true),
        new("ConsumedQuantity", Level.Conditional, Kind.Decimal, Nulls: true),
        new("ConsumedUnit", Level.Conditional, Kind.Unit, Nulls: true),
        new("ContractedCost", Level.Mandatory, Kind.Decimal, Nulls: false),
        new("ContractedUnitPrice", Level.Conditional, Kind.Decimal, Nulls: true),
        new("EffectiveCost", Level.Mandatory, Kind.Decimal, Nulls: false),
        new("InvoiceId", Level.Recommended, Kind.Text, Nulls: true),
        new("InvoiceIssuerName", Level.Mandatory, Kind.Text, Nulls: false),
        new("ListCost", Level.Mandatory, Kind.Decimal, Nulls: false),
        new("ListUnitPrice", Level.Conditional, Kind.Decimal, Nulls: true),
        new("PricingCategory", Level.Conditional, Kind.Text, Nulls: true, ["Standard", "Dynamic", "Committed", "Other"]),
        new("PricingCurrency", Level.Conditional, Kind.Text, Nulls: true),
        new("PricingCurrencyContractedUnitPrice", Level.Conditional, Kind.Decimal, Nulls: true),
        new("PricingCurrencyEffectiveCost", Level.Conditional, Kind.Decimal, Nulls: true),
        new("PricingCurrencyListUnitPrice", Level.Conditional, Kind.Decimal, Nulls: true),
        new("PricingQuantity", Level.Mandatory, Kind.Decimal, Nulls: true),
        new("PricingUnit", Level.Mandatory, Kind.Unit, Nulls: true),
        new("ProviderName", Level.Mandatory, Kind.Text, Nulls: false),
        new("PublisherName", Level.Mandatory, Kind.Text, Nulls: false),
        new("RegionId", Level.Conditional, Kind.Text, Nulls: true),
        new("RegionName", Level.Conditional, Kind.Text, Nulls: true),
        new("ResourceId", Level.Conditional, Kind.Text, Nulls: true),
        new("ResourceName", Level.Conditional, Kind.Text, Nulls: true),
        new("ResourceType", Level.Conditional, Kind.Text, Nulls: true),
        new("ServiceCategory", Level.Mandatory, Kind.Text, Nulls: false,
        [
            "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools", "Multicloud", "Identity",
            "Integration", "Internet of Things", "Management and Governance", "Media", "Migration", "Mobile", "Networking", "Security", "Storage", "Web", "Other",
        ]),
        new("ServiceName", Level.Mandatory, Kind.Text, Nulls: false),
        new("ServiceSubcategory", Level.Recommended, Kind.Text, Nulls: false),
        new("SkuId", Level.Conditional, Kind.Text, Nulls: true),
        new("SkuMeter", Level.Conditional, Kind.Text, Nulls: true),
        new("SkuPriceDetails", Level.Conditional, Kind.Json, Nulls: true),
        new("SkuPriceId", Level.Conditional, Kind.Text, Nulls: true),
        new("SubAccountId", Level.Conditional, Kind.Text, Nulls: true),
        new("SubAccountName", Level.Conditional, Kind.Text, Nulls: true),
        new("SubAccountType", Level.Conditional, Kind.Text, Nulls: true),
        new("Tags", Level.Conditional, Kind.Json, Nulls: true),
    ];

    // The subcategories of the one category that matters here.
    private static readonly string[] OfArtificialIntelligence =
        ["Bots", "Generative AI", "Machine Learning", "Natural Language Processing", "Other (AI and Machine Learning)"];

    private static readonly string[] NeededForUsage =
        ["PricingQuantity", "PricingUnit", "SkuId", "SkuPriceId", "PricingCategory", "ListUnitPrice", "ContractedUnitPrice"];

    private static readonly string[] Consumed = ["ConsumedQuantity", "ConsumedUnit"];
    private static readonly string[] CostsOfACredit = ["EffectiveCost", "ListCost", "ContractedCost"];

    private enum Level
    {
        Mandatory,
        Conditional,
        Recommended,
    }

    private enum Kind
    {
        Text,
        Decimal,
        Instant,
        Currency,
        Unit,
        Json,
    }

    /// <summary>Everything that is wrong with a file, as <c>row: column: rule</c>.</summary>
    public static IEnumerable<string> Violations(CsvTable table)
    {
        foreach (var name in table.Columns.Where(name => !name.StartsWith("x_", StringComparison.Ordinal) && Columns.All(column => column.Name != name)))
        {
            yield return $"header: {name}: FOCUS knows no such column";
        }

        foreach (var missing in Columns.Where(column => column.Level == Level.Mandatory && !table.Columns.Contains(column.Name)))
        {
            yield return $"header: {missing.Name}: mandatory";
        }

        foreach (var twice in table.Columns.GroupBy(name => name).Where(name => name.Count() > 1))
        {
            yield return $"header: {twice.Key}: stands there twice";
        }

        for (var i = 0; i < table.Rows.Count; i++)
        {
            foreach (var violation in OfValues(table.Rows[i]).Concat(OfRow(table.Rows[i])))
            {
                yield return $"{i}: {violation}";
            }
        }
    }

    private static IEnumerable<string> OfValues(IReadOnlyDictionary<string, string?> row)
    {
        foreach (var column in Columns)
        {
            if (!row.TryGetValue(column.Name, out var value))
            {
                continue;
            }

            if (value is null)
            {
                if (!column.Nulls)
                {
                    yield return $"{column.Name}: may not be null";
                }
            }
            else if (string.IsNullOrWhiteSpace(value) || !Fits(column, value))
            {
                yield return $"{column.Name}: \"{value}\" is not allowed";
            }
        }
    }

    private static bool Fits(Column column, string value) => column.Kind switch
    {
        Kind.Decimal => Number().IsMatch(value),
        Kind.Instant => DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        Kind.Currency => CurrencyCode().IsMatch(value),
        Kind.Unit => MeasurementUnit().IsMatch(value),
        Kind.Json => IsKeyValues(value),
        _ => column.Allowed is null || column.Allowed.Contains(value),
    };

    private static IEnumerable<string> OfRow(IReadOnlyDictionary<string, string?> row)
    {
        string? Of(string column) => row.GetValueOrDefault(column);
        decimal Amount(string column) => decimal.Parse(Of(column)!, CultureInfo.InvariantCulture);
        DateTimeOffset Instant(string column) => DateTimeOffset.Parse(Of(column)!, CultureInfo.InvariantCulture);
        var isCorrection = Of("ChargeClass") == "Correction";
        var isConsumed = Of("ChargeCategory") is "Usage" or "Purchase";

        if (isConsumed && !isCorrection)
        {
            foreach (var needed in NeededForUsage)
            {
                if (row.ContainsKey(needed) && Of(needed) is null)
                {
                    yield return $"{needed}: may not be null for usage";
                }
            }
        }

        var isMetered = Of("ChargeCategory") == "Usage" && Of("CommitmentDiscountStatus") != "Unused";
        foreach (var column in Consumed.Where(row.ContainsKey))
        {
            if (isMetered && !isCorrection && Of(column) is null)
            {
                yield return $"{column}: may not be null for usage";
            }
            else if (!isMetered && Of(column) is not null)
            {
                yield return $"{column}: must be null but for usage";
            }
        }

        if (Of("ConsumedQuantity") is not null && Amount("ConsumedQuantity") <= 0)
        {
            yield return "ConsumedQuantity: must be positive";
        }

        foreach (var (left, right) in new[] { ("PricingQuantity", "PricingUnit"), ("ConsumedQuantity", "ConsumedUnit"), ("ResourceId", "ResourceType") })
        {
            if (Of(left) is null != Of(right) is null)
            {
                yield return $"{right}: is null if and only if {left} is";
            }
        }

        foreach (var (id, name) in new[] { ("SubAccountId", "SubAccountName"), ("ResourceId", "ResourceName"), ("SkuId", "SkuMeter") })
        {
            if (Of(id) is null && Of(name) is not null)
            {
                yield return $"{name}: must be null where {id} is";
            }
        }

        if (Of("ChargeCategory") == "Credit" && CostsOfACredit.Any(cost => Amount(cost) != Amount("BilledCost")))
        {
            yield return "ListCost: the costs of a credit are its billed cost";
        }

        if (Of("ServiceCategory") == "AI and Machine Learning" && row.ContainsKey("ServiceSubcategory") && !OfArtificialIntelligence.Contains(Of("ServiceSubcategory")))
        {
            yield return "ServiceSubcategory: does not belong to its category";
        }

        if (Instant("ChargePeriodStart") >= Instant("ChargePeriodEnd") || Instant("BillingPeriodStart") >= Instant("BillingPeriodEnd")
            || Instant("ChargePeriodStart") < Instant("BillingPeriodStart") || Instant("ChargePeriodEnd") > Instant("BillingPeriodEnd"))
        {
            yield return "ChargePeriodStart: a charge lies in its billing period, and both end after they begin";
        }
    }

    private static bool IsKeyValues(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.EnumerateObject().All(entry => entry.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?$")]
    private static partial Regex Number();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex CurrencyCode();

    // [quantity ]Units, Unit-Units or Units/Unit, capitalized; several words where none of the names fits.
    [GeneratedRegex(@"^([1-9]\d* )?[A-Z][A-Za-z]*([-/ ][A-Z][A-Za-z]*)*$")]
    private static partial Regex MeasurementUnit();

    private sealed record Column(string Name, Level Level, Kind Kind, bool Nulls, string[]? Allowed = null);
}
