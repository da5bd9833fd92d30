using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Tests.Support;

namespace OpenAiSpend.Exposition.Tests.Catalogue;

public sealed class MetricsDocumentTests
{
    [Fact]
    public void Render_Catalogue_EqualsCommittedDocument() => GoldenFile.AssertEqual("prometheus/METRICS.md", MetricsDocument.Render());

    [Fact]
    public void Render_Catalogue_NamesEveryFamilyOnce()
    {
        var document = MetricsDocument.Render();
        Assert.All(MetricCatalogue.All, family => Assert.Equal(2, document.Split($"| `{family.Name}` |").Length));
    }
}
