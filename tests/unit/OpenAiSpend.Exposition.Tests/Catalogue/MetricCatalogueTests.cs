using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Tests.Catalogue;

public sealed class MetricCatalogueTests
{
    [Fact]
    public void All_Names_AreDistinct() =>
        Assert.Equal(MetricCatalogue.All.Length, MetricCatalogue.All.DistinctBy(family => family.Name).Count());

    [Fact]
    public void All_Help_NeedsNoEscaping() => Assert.All(MetricCatalogue.All, family =>
    {
        Assert.EndsWith(".", family.Help);
        Assert.DoesNotContain(family.Help, c => c is '"' or '\\' or '\n');
    });

    [Fact]
    public void Usage_Help_SaysUnitAndThatValuesWereReadBefore() => Assert.All(
        UsageFamilies.All.SelectMany(family => new[] { family.Today, family.Daily }),
        family => Assert.EndsWith($", in {family.Unit}, as last read in the background.", family.Help));

    [Theory]
    [InlineData("usd", "usd")]
    [InlineData("EUR", "eur")]
    [InlineData(null, "unnamed")]
    [InlineData("", "unnamed")]
    [InlineData("daily_usd", "dailyx005fusd")]
    [InlineData("é", "x00e9")]
    public void CurrencyName_AnyCurrency_CanEndAMetricName(string? currency, string expected) =>
        Assert.Equal(expected, SpendFamilies.CurrencyName(currency));
}
