using System.Globalization;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Export;

namespace OpenAiSpend.Program.Tests.Export;

/// <summary>The file that <c>export --format focus</c> writes.</summary>
public sealed class FocusFileTests
{
    private static readonly string[] Asked =
    [
        "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "BillingAccountId", "BillingAccountName", "SubAccountId", "SubAccountName",
        "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency",
        "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "InvoiceIssuerName", "ResourceId", "ResourceName",
        "ResourceType", "ServiceName", "ServiceCategory", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceId", "Tags",
    ];

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
        Assert.Empty(FocusDeviation.OtherViolations(table));

        var books = organization.Server.GroundTruth;
        var billed = books.CostsAsOf(organization.Now, from, to);
        Assert.Equal(
            billed.GroupBy(row => $"{row.Date:yyyy-MM-dd}T00:00:00Z {row.ProjectId} {row.ApiKeyId} {row.LineItem}")
                .ToDictionary(charge => charge.Key, charge => charge.Sum(row => row.AmountUsd)),
            table.Rows.GroupBy(row => $"{row["ChargePeriodStart"]} {row["SubAccountId"]} {row["ResourceId"]} {row["SkuPriceId"]}")
                .ToDictionary(charge => charge.Key, charge => charge.Sum(row => decimal.Parse(row["BilledCost"]!, CultureInfo.InvariantCulture))));
        Assert.All(table.Rows.Where(row => row["SubAccountId"] is not null), row => Assert.Equal(books.Projects.Single(project => project.Id == row["SubAccountId"]).Name, row["SubAccountName"]));
        Assert.All(table.Rows, row => Assert.Equal("acme", row["BillingAccountId"]));
    }
}
