using System.Globalization;
using FsCheck.Fluent;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Writers;

/// <summary>Writers of others are the oracle for ours: the same series, read by a parser that none of the three wrote.</summary>
public sealed class ThreeWritersTests
{
    private const int Cases = 100;

    // One after the other in one service: what is gone from one snapshot to the next is gone for each writer.
    [Fact]
    public async Task Pages_OfGeneratedBooks_HoldTheSameSeries()
    {
        await ThreeWriters.NeedParserAsync();
        await using var service = await ThreeWriters.StartAsync();
        using TemporaryFolder folder = new();
        List<string> files = [];
        foreach (var seed in Gen.Choose(0, int.MaxValue).Sample(Cases))
        {
            service.Publish(GeneratedSnapshot.Of(seed));
            files.AddRange(await service.ReadAsync(folder, $"{seed}"));
        }

        var (areSame, output) = await ThreeWriters.CompareAsync(files);

        Assert.True(areSame, output);
        Assert.True(int.Parse(output, CultureInfo.InvariantCulture) > Cases, $"Only {output} series were compared.");
    }

    [Fact]
    public async Task Prometheus_ScrapesAllThree_HasTheSameSeriesAndForgetsTheSameOnes()
    {
        await using var service = await ThreeWriters.StartAsync();
        service.Publish(FullSnapshot.Of("acme", "globex"));
        await using var prometheus = await PrometheusServer.StartAsync(
            $"""
            global: {"{ scrape_interval: 1s }"}
            scrape_configs:
            {string.Join('\n', ThreeWriters.Paths.Select(path => $"- {{ job_name: {path[1..]}, metrics_path: {path}, static_configs: [{{ targets: ['{service.Url.Authority}'] }}] }}"))}
            """);

        var both = await SameAsync(prometheus, "globex", isThere: true);
        service.Publish(FullSnapshot.Of("acme"));
        var one = await SameAsync(prometheus, "globex", isThere: false);

        Assert.InRange(one.Count, 1, both.Count - 1);
        Assert.Empty(one.Keys.Except(both.Keys));
    }

    private static async Task<IReadOnlyDictionary<string, double>> SameAsync(PrometheusServer prometheus, string organization, bool isThere)
    {
        List<Dictionary<string, double>> jobs = [];
        await Eventually.True(
            async () =>
            {
                jobs.Clear();
                foreach (var path in ThreeWriters.Paths)
                {
                    var series = await prometheus.QueryAsync($"{{__name__=~\"openai_.+\", job=\"{path[1..]}\"}}");
                    jobs.Add(series.ToDictionary(
                        static one => string.Join(',', one.Labels.Where(static label => label.Key is not ("job" or "instance"))
                            .OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}")).Replace("__name__=", "", StringComparison.Ordinal),
                        static one => one.Value));
                }

                return jobs.All(job => job.Keys.Any(key => key.Contains($"organization={organization}", StringComparison.Ordinal)) == isThere)
                    && jobs[1..].All(job => job.Count == jobs[0].Count && !job.Except(jobs[0]).Any());
            },
            $"Prometheus has other series by one writer than by another.\n{prometheus.Log}",
            pause: TimeSpan.FromMilliseconds(250));
        return jobs[0];
    }
}
