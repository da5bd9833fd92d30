using System.Globalization;
using FsCheck.Fluent;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Otlp;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Otlp;

/// <summary>What is pushed is what is scraped, whatever it is and however it is cut.</summary>
public sealed class MeasurementWriterLaws
{
    [Fact]
    public void Write_AnySnapshot_HoldsEverySampleWithItsLabelsAndValue() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var snapshot = GeneratedSnapshot.Of(seed);
            var expected = Rendered.Page(snapshot).Samples.Select(sample => Describe(
                sample.Name, sample.Labels.Where(label => label.Value.Length > 0).Select(label => (label.Name, label.Value)), Number(sample)));

            foreach (var size in (int[])[1, int.MaxValue])
            {
                Assert.Equal(expected, Slices(snapshot, size).SelectMany(slice => slice).SelectMany(Describe));
            }
        }).MustHold();

    [Fact]
    public void Write_ManySeries_AreCutIntoSlicesOfTheSize()
    {
        var costs = Some.Costs(Some.Day, [.. Enumerable.Range(0, 20_000).Select(project => ((string?)$"{project:00000}", (string?)null, (decimal)project + 1))]);

        var slices = Slices(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, costs)), 384 * 1024);

        Assert.True(slices.Count > 3, $"There are only {slices.Count} slices.");
        Assert.Equal(
            Enumerable.Range(1, 20_000),
            slices.SelectMany(slice => slice).Where(family => family.Name == "openai_cost_usd").SelectMany(family => family.Measurements).Select(one => (int)one.Value));
    }

    private static List<IReadOnlyList<MeasuredFamily>> Slices(SpendSnapshot snapshot, int size)
    {
        var slices = new List<IReadOnlyList<MeasuredFamily>>();
        var writer = new MeasurementWriter(size, slices.Add);
        new SpendWalk(Rendered.Report(snapshot), Rendered.Everything).Write(writer);
        writer.Flush();
        return slices;
    }

    // The conversion of a decimal may be off by the last digit, and no reader of a page does it.
    private static double Number(Sample sample) => double.Parse(sample.Text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Describe(MeasuredFamily family) => family.Measurements.Select(measurement => Describe(
        family.Name, measurement.Tags.ToArray().Select(tag => (tag.Key, (string)tag.Value!)), measurement.Value));

    private static string Describe(string name, IEnumerable<(string Name, string Value)> labels, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{{{string.Join(',', labels)}}} {value:R}");
}
