using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Focus;

/// <summary>
/// The columns of a cost and usage dataset of FOCUS 1.2 that OpenAI's data can fill, and what each says of a billed row.
/// What FOCUS asks for and OpenAI does not tell is in <c>src/decisions/0014-export-and-focus.md</c>.
/// </summary>
internal static partial class FocusColumns
{
    private const string Usage = "Usage";
    private const string Credit = "Credit";
    private const string OpenAi = "OpenAI";

    private static readonly TagsJson Tags = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly (string Name, Func<FocusCharge, string?> Value)[] All =
    [
        ("BilledCost", static charge => Csv.Number(charge.Amount)),
        ("BillingAccountId", static charge => charge.Export.AccountId),
        ("BillingAccountName", static charge => charge.Export.AccountName),
        ("BillingCurrency", static charge => charge.Billed.Currency!.ToUpperInvariant()),
        ("BillingPeriodStart", static charge => Instant(charge.Day.MonthStart)),
        ("BillingPeriodEnd", static charge => Instant(charge.Day.NextMonthStart)),
        ("ChargeCategory", static charge => Category(charge)),
        ("ChargeClass", static _ => null),
        ("ChargeDescription", static charge => charge.LineItem.Raw),
        ("ChargeFrequency", static _ => "Usage-Based"),
        ("ChargePeriodStart", static charge => Instant(charge.Day)),
        ("ChargePeriodEnd", static charge => Instant(charge.Day.Next)),
        ("ConsumedQuantity", static charge => Consumed(charge) is { } quantity ? Csv.Number(quantity) : null),
        ("ConsumedUnit", static charge => Consumed(charge) is null ? null : Unit(charge)),
        ("ContractedCost", static charge => Csv.Number(charge.Amount)),
        ("EffectiveCost", static charge => Csv.Number(charge.Amount)),
        ("InvoiceIssuerName", static _ => OpenAi),
        ("ListCost", static charge => Csv.Number(charge.Amount)),
        ("PricingQuantity", static charge => Unit(charge) is null ? null : Csv.Number(charge.Billed.Quantity!.Value)),
        ("PricingUnit", Unit),
        ("ProviderName", static _ => OpenAi),
        ("PublisherName", static _ => OpenAi),
        ("ResourceId", static charge => charge.Billed.ApiKeyId),
        ("ResourceName", static charge => charge.ApiKeyName),
        ("ResourceType", static charge => charge.Billed.ApiKeyId is null ? null : "API Key"),
        ("ServiceCategory", static _ => "AI and Machine Learning"),
        ("ServiceName", static _ => "OpenAI API"),
        ("ServiceSubcategory", static _ => "Generative AI"),
        ("SkuId", static charge => Item(charge.LineItem)),
        ("SkuMeter", static charge => charge.LineItem.Meter),
        ("SkuPriceId", static charge => Text(charge.LineItem.Raw)),
        ("SubAccountId", static charge => charge.Billed.ProjectId),
        ("SubAccountName", static charge => charge.ProjectName),
        ("Tags", static charge => charge.Tags is not { Count: > 0 } tags ? null : JsonSerializer.Serialize(tags, Tags.ImmutableSortedDictionaryStringString)),
    ];

    /// <summary>The names of the columns.</summary>
    public static IEnumerable<string> Header => All.Select(static column => column.Name);

    /// <summary>The cells of a charge.</summary>
    public static IEnumerable<string?> Cells(FocusCharge charge) => All.Select(column => column.Value(charge));

    // OpenAI does not say what a negative amount is. Of what FOCUS knows, money given back is a credit.
    private static string Category(FocusCharge charge) => charge.Amount < 0 ? Credit : Usage;

    private static decimal? Consumed(FocusCharge charge) =>
        Category(charge) == Usage && charge.Billed.Quantity > 0 && Unit(charge) is not null ? charge.Billed.Quantity : null;

    // A quantity without a unit says nothing, nor does a unit without a quantity.
    private static string? Unit(FocusCharge charge) => charge.Billed.Quantity is null ? null : UnitName(charge.Billed.QuantityUnit);

    // OpenAI's units as the unit format of FOCUS has them. One that is not known is written as capitalized words.
    private static string? UnitName(string? unit) => unit switch
    {
        _ when string.IsNullOrWhiteSpace(unit) => null,
        "1000_tokens" => "1000 Tokens",
        "duration_seconds" => "Seconds",
        "duration_minutes" => "Minutes",
        "duration_hours" => "Hours",
        "gibibyte_hours" => "GiB-Hours",
        _ => string.Join(' ', unit.Split(['_', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..])),
    };

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

    [JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
    private sealed partial class TagsJson : JsonSerializerContext;
}
