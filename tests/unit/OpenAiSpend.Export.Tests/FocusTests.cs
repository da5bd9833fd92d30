using System.Collections.Immutable;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Export.Focus;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Export;

namespace OpenAiSpend.Export.Tests;

public sealed class FocusTests
{
    [Theory]
    [InlineData("gpt-5, input", "gpt-5", "input")]
    [InlineData("evals | gpt-4o-mini, cached input", "gpt-4o-mini", "cached input")]
    [InlineData("text-embedding-3-large", "text-embedding-3-large", null)]
    [InlineData("web search tool calls", "web search tool calls", "web search tool calls")]
    [InlineData("assistants api | file search", "file search", "file search")]
    [InlineData("Image models, large", "Image models", "large")]
    [InlineData(null, null, null)]
    public void Sku_OfALineItem_IsItsItem(string? lineItem, string? item, string? meter)
    {
        var row = Row(Charge(lineItem: lineItem));
        Assert.Equal((lineItem, lineItem, item, meter), (row["SkuPriceId"], row["ChargeDescription"], row["SkuId"], row["SkuMeter"]));
    }

    [Theory]
    [InlineData("tokens", "Tokens")]
    [InlineData("1000_tokens", "1000 Tokens")]
    [InlineData("duration_minutes", "Minutes")]
    [InlineData("gibibyte_hours", "GiB-Hours")]
    [InlineData("search_context_units", "Search Context Units")]
    public void Unit_OfAQuantity_IsOneOfFocus(string unit, string focus)
    {
        var row = Row(Charge(quantity: 2.5m, unit: unit));
        Assert.Equal(("2.5", focus, "2.5", focus), (row["PricingQuantity"], row["PricingUnit"], row["ConsumedQuantity"], row["ConsumedUnit"]));
    }

    [Theory]
    [InlineData(-3.5, 7, "Credit")]
    [InlineData(3.5, 0, "Usage")]
    [InlineData(0, null, "Usage")]
    public void Charge_ThatIsUnusual_IsStillFocus(double amount, int? quantity, string category)
    {
        var charge = Charge((decimal)amount, quantity: quantity, project: null, key: null);
        Assert.Equal(category, Row(charge)["ChargeCategory"]);
        Assert.Empty(FocusDeviation.OtherViolations(CsvTable.Parse(Table(charge))));
    }

    [Fact]
    public void Validator_OfBrokenFiles_FindsWhatIsWrong()
    {
        var good = Table(Charge());
        Assert.Empty(FocusSpecification.Violations(CsvTable.Parse(good)));
        foreach (var (from, to) in new[] { ("BilledCost", "Cost"), ("USD", "usd"), ("Usage,", "Use,"), ("Tokens", "tokens"), ("1.5", "1.5e3"), ("Generative AI", "Storage"), ("T00:00:00Z", " 00:00"), ("OpenAI,", ",") })
        {
            Assert.NotEmpty(FocusSpecification.Violations(CsvTable.Parse(good.Replace(from, to, StringComparison.Ordinal))));
        }
    }

    private static IReadOnlyDictionary<string, string?> Row(FocusCharge charge) => CsvTable.Parse(Table(charge)).Rows[0];

    private static string Table(FocusCharge charge) => charge.Export.Csv.Line(FocusColumns.Header) + charge.Export.Csv.Line(FocusColumns.Cells(charge));

    private static FocusCharge Charge(
        decimal amount = 1.5m, string? lineItem = "gpt-5, input", decimal? quantity = 12, string? unit = "tokens", string? project = "proj_a", string? key = "key_1")
    {
        var row = Some.Row.Of(("project_id", project), ("line_item", lineItem), ("api_key_id", key), ("currency", "usd"), ("quantity_unit", unit)).With("amount", amount);
        var bucket = Some.Bucket(Surface.Costs, Some.Day, quantity is { } number ? row.With("quantity", number) : row);
        var export = new FocusExport(
            "org-1", "acme", new DayWindow(Some.Day, Some.Day.Next), ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty, new Csv(RawCells: false));
        return new FocusCharge(BilledRow.Of(bucket).Single(), export, LineItem.Parse(lineItem), project, key);
    }
}
