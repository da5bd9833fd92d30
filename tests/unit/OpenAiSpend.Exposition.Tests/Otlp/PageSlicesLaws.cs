using System.Globalization;
using FsCheck.Fluent;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.Exposition.Text;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Otlp;

/// <summary>What is pushed is what is on the page, whatever is on it and however it is cut.</summary>
public sealed class PageSlicesLaws
{
    [Fact]
    public void Of_AnyPage_HoldsEverySampleWithItsLabelsAndValue() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var text = Rendered.Of(GeneratedSnapshot.Of(seed)).Text;
            var expected = ParsedExposition.Parse(text.Bytes()).Samples.Select(sample => Describe(
                sample.Name, sample.Labels.Where(label => label.Value.Length > 0).Select(label => (label.Name, label.Value)), Number(sample)));

            foreach (var size in (long[])[1, long.MaxValue])
            {
                Assert.Equal(expected, PageSlices.Of(text, size).SelectMany(slice => slice).SelectMany(Describe));
            }
        }).MustHold();

    [Fact]
    public void Of_LargePage_IsCutIntoSlicesOfTheSize()
    {
        ChunkedBuffer page = new();
        page.Write("# HELP many Many.\n# TYPE many gauge\n");
        for (var i = 0; i < 100_000; i++)
        {
            page.Write($"many{{number=\"{i}\"}} {i}\n");
        }

        var slices = PageSlices.Of(page, 384 * 1024).ToList();

        Assert.True(slices.Count > 3, $"There are only {slices.Count} slices.");
        Assert.All(slices, slice => Assert.Equal("Many.", Assert.Single(slice).Help));
        Assert.Equal(Enumerable.Range(0, 100_000), slices.SelectMany(slice => slice[0].Measurements).Select(one => (int)one.Value));
    }

    // The conversion of a decimal may be off by the last digit, and no reader of a page does it.
    private static double Number(Sample sample) => double.Parse(sample.Text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Describe(PageGauge family) => family.Measurements.Select(measurement => Describe(
        family.Name, measurement.Tags.ToArray().Select(tag => (tag.Key, (string)tag.Value!)), measurement.Value));

    private static string Describe(string name, IEnumerable<(string Name, string Value)> labels, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{{{string.Join(',', labels)}}} {value:R}");
}
