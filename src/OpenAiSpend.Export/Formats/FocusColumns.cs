using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Export.Formats;

/// <summary>
/// The columns of a cost and usage dataset of FOCUS 1.2 that OpenAI's data can fill, and what each says of a billed row.
/// What FOCUS asks for and OpenAI does not tell is in <c>src/decisions/0014-export-and-focus.md</c>.
/// </summary>
internal static class FocusColumns
{
    private const string Usage = "Usage";
    private const string Credit = "Credit";
    private const string OpenAi = "OpenAI";

    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, Func<FocusCharge, string?> Value)[] All =
    [
        ("BilledCost", static charge => Numbers.Text(charge.Amount)),
        ("BillingAccountId", static charge => charge.AccountId),
        ("BillingAccountName", static charge => charge.AccountName),
        ("BillingCurrency", static charge => charge.Currency.ToUpperInvariant()),
        ("BillingPeriodStart", static charge => Instant(charge.Day.MonthStart)),
        ("BillingPeriodEnd", static charge => Instant(charge.Day.NextMonthStart)),
        ("ChargeCategory", static charge => Category(charge)),
        ("ChargeClass", static _ => null),
        ("ChargeDescription", static charge => charge.LineItem.Raw),
        ("ChargeFrequency", static _ => "Usage-Based"),
        ("ChargePeriodStart", static charge => Instant(charge.Day)),
        ("ChargePeriodEnd", static charge => Instant(charge.Day.Next)),
        ("ConsumedQuantity", static charge => Consumed(charge) is { } quantity ? Numbers.Text(quantity) : null),
        ("ConsumedUnit", static charge => Consumed(charge) is null ? null : Unit(charge)),
        ("ContractedCost", static charge => Numbers.Text(charge.Amount)),
        ("EffectiveCost", static charge => Numbers.Text(charge.Amount)),
        ("InvoiceIssuerName", static _ => OpenAi),
        ("ListCost", static charge => Numbers.Text(charge.Amount)),
        ("PricingQuantity", static charge => Unit(charge) is null ? null : Numbers.Text(charge.Quantity!.Value)),
        ("PricingUnit", Unit),
        ("ProviderName", static _ => OpenAi),
        ("PublisherName", static _ => OpenAi),
        ("ResourceId", static charge => charge.ApiKeyId),
        ("ResourceName", static charge => charge.ApiKeyId is null ? null : charge.ApiKeyName ?? charge.ApiKeyId),
        ("ResourceType", static charge => charge.ApiKeyId is null ? null : "API Key"),
        ("ServiceCategory", static _ => "AI and Machine Learning"),
        ("ServiceName", static _ => "OpenAI API"),
        ("ServiceSubcategory", static _ => "Generative AI"),
        ("SkuId", static charge => Item(charge.LineItem)),
        ("SkuMeter", static charge => charge.LineItem.Meter),
        ("SkuPriceId", static charge => Text(charge.LineItem.Raw)),
        ("SubAccountId", static charge => charge.ProjectId),
        ("SubAccountName", static charge => charge.ProjectId is null ? null : charge.ProjectName ?? charge.ProjectId),
        ("Tags", static charge => charge.Tags.Count == 0 ? null : JsonSerializer.Serialize(charge.Tags, AsIs)),
    ];

    /// <summary>The line that names the columns.</summary>
    public static string Header { get; } = Csv.Line(All.Select(static column => column.Name));

    /// <summary>The line of a charge.</summary>
    public static string Line(FocusCharge charge) => Csv.Line(All.Select(column => column.Value(charge)));

    // OpenAI does not say what a negative amount is. Of what FOCUS knows, money given back is a credit.
    private static string Category(FocusCharge charge) => charge.Amount < 0 ? Credit : Usage;

    private static decimal? Consumed(FocusCharge charge) =>
        Category(charge) == Usage && charge.Quantity > 0 && Unit(charge) is not null ? charge.Quantity : null;

    // A quantity without a unit says nothing, nor does a unit without a quantity.
    private static string? Unit(FocusCharge charge) => charge.Quantity is null ? null : FocusUnits.Name(charge.QuantityUnit);

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // The line item without product and meter: the model where there is one.
    private static string? Item(LineItem item)
    {
        if (item.Model is not null || string.IsNullOrWhiteSpace(item.Raw))
        {
            return item.Model;
        }

        var text = item.Product is null ? item.Raw : item.Raw[(item.Raw.LastIndexOf(" | ", StringComparison.Ordinal) + 3)..];
        var comma = text.LastIndexOf(", ", StringComparison.Ordinal);
        return Text((comma < 0 ? text : text[..comma]).Trim()) ?? Text(item.Raw);
    }

    private static string Instant(UtcDay day) => day.Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
