using System.Collections.Immutable;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Benchmarks.Subjects;

namespace OpenAiSpend.Benchmarks;

/// <summary>Which benchmarks to run, and on how much.</summary>
internal sealed class BenchmarkPlan
{
    private const string All = "all";
    private const string MillionFlag = "--million";
    private const int Million = 1_000_000;
    private const int LeastOfPeers = 10_000;

    // About 25 MB, the most that a page of a large organization has been reckoned to be.
    private const int LargestPage = 60_000;

    // Besides what the demo's organization has, so that the page has about 100,000 series, or a million.
    private const int LabelSetsOfAHundredThousand = 590;
    private const int LabelSetsOfAMillion = 6_900;

    /// <summary>The names of the groups, in the order in which they run.</summary>
    public static readonly ImmutableArray<string> Groups = ["parse", "merge", "state", "render", "scrape", "startup", "peers"];

    private readonly string _group;
    private readonly bool _withMillion;

    private BenchmarkPlan(string group, bool withMillion)
    {
        _group = group;
        _withMillion = withMillion;
    }

    private IEnumerable<int> Sizes => _withMillion ? [1_000, 10_000, 100_000, Million] : [1_000, 10_000, 100_000];

    /// <summary>Reads the command line, or returns null where it makes no sense.</summary>
    public static BenchmarkPlan? Parse(string[] args)
    {
        var groups = args.Where(arg => arg != MillionFlag).DefaultIfEmpty(All).ToArray();
        return groups is [var group] && (group == All || Groups.Contains(group)) ? new BenchmarkPlan(group, args.Contains(MillionFlag)) : null;
    }

    /// <summary>Runs them.</summary>
    public async IAsyncEnumerable<Line> RunAsync()
    {
        // First, while the machine holds nothing else of this.
        if (Wants("startup"))
        {
            yield return await StartupBenchmark.DemoAsync();
            yield return await StartupBenchmark.AloneAsync(labelSets: 0);
            yield return await StartupBenchmark.AloneAsync(LabelSetsOfAHundredThousand);
            if (_withMillion)
            {
                yield return await StartupBenchmark.AloneAsync(LabelSetsOfAMillion);
            }
        }

        foreach (var line in Synchronous())
        {
            yield return line;
        }

        foreach (var size in Sizes.Where(size => Wants("peers") && size >= LeastOfPeers))
        {
            await foreach (var line in PeerBenchmark.RunAsync(size))
            {
                yield return line;
            }
        }

        foreach (var size in Sizes.Where(_ => Wants("scrape")))
        {
            await foreach (var line in ScrapeBenchmark.RunAsync(size))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<Line> Synchronous() =>
    [
        .. new[] { 1_000, 10_000, LargestPage }.Where(_ => Wants("parse")).Select(ParseBenchmark.Run),
        .. Sizes.Where(_ => Wants("merge")).Select(MergeBenchmark.Run),
        .. Sizes.Where(size => Wants("state") && size < Million).SelectMany(StateBenchmark.Run),
        .. Sizes.Where(_ => Wants("render")).SelectMany(RenderBenchmark.Run),
    ];

    private bool Wants(string group) => _group == All || _group == group;
}
