using System.Globalization;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Export.Formats;
using OpenAiSpend.Exporter.Tests.Running;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Export;

public sealed class FocusTests
{
    private static readonly string[] Asked =
    [
        "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "BillingAccountId", "BillingAccountName", "SubAccountId", "SubAccountName",
        "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency",
        "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "InvoiceIssuerName", "ResourceId", "ResourceName",
        "ResourceType", "ServiceName", "ServiceCategory", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceId", "Tags",
    ];

    private static readonly string[] OfQuantity = ["PricingQuantity", "PricingUnit", "ConsumedQuantity", "ConsumedUnit"];
    private static readonly string[] OfLineItem = ["SkuId", "SkuPriceId"];

    [Fact]
    public async Task File_OfAWeek_IsFocusButForTheDocumentedDeviationAndAddsUpToTheBill()
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        using var folder = new TemporaryFolder();
        var (from, to) = (organization.Today.AddDays(-12), organization.Today.AddDays(-6));
        var run = await CommandRun.OfAsync(
            organization, null, "export", "--format", "focus", "--from", $"{from:yyyy-MM-dd}", "--to", $"{to:yyyy-MM-dd}", "-o", folder.File("focus.csv"));
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);

        var table = CsvTable.Parse(await File.ReadAllTextAsync(folder.File("focus.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(Asked.Order(), table.Columns.Order());
        AssertFocus(table);

        var books = organization.Server.Books;
        var billed = books.CostsAsOf(organization.Now, from, to);
        Assert.Equal(
            billed.GroupBy(row => $"{row.Date:yyyy-MM-dd}T00:00:00Z {row.ProjectId} {row.ApiKeyId} {row.LineItem}")
                .ToDictionary(charge => charge.Key, charge => charge.Sum(row => row.AmountUsd)),
            table.Rows.GroupBy(row => $"{row["ChargePeriodStart"]} {row["SubAccountId"]} {row["ResourceId"]} {row["SkuPriceId"]}")
                .ToDictionary(charge => charge.Key, charge => charge.Sum(row => decimal.Parse(row["BilledCost"]!, CultureInfo.InvariantCulture))));
        Assert.All(table.Rows.Where(row => row["SubAccountId"] is not null), row => Assert.Equal(books.Projects.Single(project => project.Id == row["SubAccountId"]).Name, row["SubAccountName"]));
        Assert.All(table.Rows, row => Assert.Equal("acme", row["BillingAccountId"]));
    }

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
        var row = Row(Charge() with { LineItem = LineItem.Parse(lineItem) });
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
        var row = Row(Charge() with { Quantity = 2.5m, QuantityUnit = unit });
        Assert.Equal(("2.5", focus, "2.5", focus), (row["PricingQuantity"], row["PricingUnit"], row["ConsumedQuantity"], row["ConsumedUnit"]));
    }

    [Theory]
    [InlineData(-3.5, 7, "Credit")]
    [InlineData(3.5, 0, "Usage")]
    [InlineData(0, null, "Usage")]
    public void Charge_ThatIsUnusual_IsStillFocus(double amount, int? quantity, string category)
    {
        var charge = Charge() with { Amount = (decimal)amount, Quantity = quantity, QuantityUnit = "tokens", ProjectId = null, ApiKeyId = null };
        Assert.Equal(category, Row(charge)["ChargeCategory"]);
        AssertFocus(CsvTable.Parse(FocusColumns.Header + FocusColumns.Line(charge)));
    }

    [Fact]
    public void Validator_OfBrokenFiles_FindsWhatIsWrong()
    {
        var good = FocusColumns.Header + FocusColumns.Line(Charge());
        Assert.Empty(FocusSpecification.Violations(CsvTable.Parse(good)));
        foreach (var (from, to) in new[] { ("BilledCost", "Cost"), ("USD", "usd"), ("Usage,", "Use,"), ("Tokens", "tokens"), ("1.5", "1.5e3"), ("Generative AI", "Storage"), ("T00:00:00Z", " 00:00"), ("OpenAI,", ",") })
        {
            Assert.NotEmpty(FocusSpecification.Violations(CsvTable.Parse(good.Replace(from, to, StringComparison.Ordinal))));
        }
    }

    // The deviation: OpenAI gives no quantity, or none above zero, or no line item.
    private static void AssertFocus(CsvTable table) => Assert.All(FocusSpecification.Violations(table), violation =>
    {
        var parts = violation.Split(": ");
        var row = table.Rows[int.Parse(parts[0], CultureInfo.InvariantCulture)];
        Assert.True(
            violation.EndsWith("may not be null for usage", StringComparison.Ordinal)
            && ((OfQuantity.Contains(parts[1]) && row["ConsumedQuantity"] is null) || (OfLineItem.Contains(parts[1]) && row["ChargeDescription"] is null)),
            violation);
    });

    private static IReadOnlyDictionary<string, string?> Row(FocusCharge charge) => CsvTable.Parse(FocusColumns.Header + FocusColumns.Line(charge)).Rows[0];

    private static FocusCharge Charge() => new()
    {
        Day = Some.Day,
        Amount = 1.5m,
        Currency = "usd",
        LineItem = LineItem.Parse("gpt-5, input"),
        AccountId = "org-1",
        AccountName = "acme",
        ProjectId = "proj_a",
        ApiKeyId = "key_1",
        Quantity = 12,
        QuantityUnit = "tokens",
    };
}
