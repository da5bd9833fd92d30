using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Series;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Serving;

public sealed class FoldingNoticesTests
{
    private readonly RecordingLogger _log = new();
    private readonly FoldingNotices _notices;

    public FoldingNoticesTests() => _notices = new FoldingNotices(_log);

    [Fact]
    public void Publish_BoundNotExceeded_SaysNothing()
    {
        Publish(Keys(Surface.Embeddings, 10));

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Publish_FoldingBegins_SaysWhatHappenedAndWhatToChangeOnce()
    {
        Publish(Keys(Surface.Embeddings, 12));
        Publish(Keys(Surface.Embeddings, 12));
        Publish(Keys(Surface.Embeddings, 13));

        Assert.Equal(
            ["Too many series, the smallest label sets are folded into other and no total changes: acme embeddings 12 3 10 "
                + "raise metrics.max_series, or take a dimension out of collection.group_by.embeddings: model, user_id, api_key_id"],
            _log.At(LogLevel.Warning));
    }

    [Fact]
    public void Publish_Costs_NamesTheSettingOfCosts()
    {
        Publish(Keys(Surface.Costs, 12));

        Assert.EndsWith("or take a dimension out of collection.costs.group_by: api_key_id, user_id, api_source", Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public void Publish_ExtentChangesALot_SaysSoAgain()
    {
        Publish(Keys(Surface.Embeddings, 12));
        Publish(Keys(Surface.Embeddings, 40));
        Publish(Keys(Surface.Embeddings, 50));
        Publish(Keys(Surface.Embeddings, 15));

        Assert.Equal(["12", "40", "15"], _log.At(LogLevel.Warning).Select(line => line.Split("acme embeddings ")[1].Split(' ')[0]));
    }

    [Fact]
    public void Publish_FoldingEndsAndBeginsAgain_SaysBoth()
    {
        Publish(Keys(Surface.Embeddings, 12));
        Publish(Keys(Surface.Embeddings, 5));
        Publish(Keys(Surface.Embeddings, 5));
        Publish(Keys(Surface.Embeddings, 12));

        Assert.Equal(["No longer too many series: acme embeddings"], _log.At(LogLevel.Information));
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);
    }

    [Fact]
    public void Publish_SurfaceThatCannotBeFolded_SaysWhatWouldShrinkIt()
    {
        Publish(Projects(Surface.VectorStores, 12));

        Assert.Equal(
            ["Too many series, more than folding can help: acme vector_stores 12 0 12 "
                + "raise metrics.max_series, or take a dimension out of collection.group_by.vector_stores: project_id"],
            _log.At(LogLevel.Warning));
    }

    [Fact]
    public void Publish_FoldingIsNotEnough_SaysWhatWouldShrinkIt()
    {
        Publish(Projects(Surface.WebSearchCalls, 12));

        Assert.EndsWith(
            "or take a dimension out of collection.group_by.web_search_calls: project_id",
            Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public void Publish_FewerDaysAreShown_SaysSoOnce()
    {
        for (var poll = 0; poll < 2; poll++)
        {
            _notices.Notice([], [new ShortenedUsage("acme", 3, IsBoundKept: true)]);
        }

        _notices.Notice([], [new ShortenedUsage("acme", 1, IsBoundKept: false)]);

        Assert.EndsWith("fewer days of usage are shown; raise it, or lower metrics.usage_days: acme 3", Assert.Single(_log.At(LogLevel.Warning)));
        Assert.EndsWith("or leave families out with metrics.exclude: acme 1", Assert.Single(_log.At(LogLevel.Error)));
    }

    private static SurfaceSnapshot Keys(BucketSurface surface, int count) => Rows(surface, "api_key_id", count);

    private static SurfaceSnapshot Projects(BucketSurface surface, int count) => Rows(surface, "project_id", count);

    private static SurfaceSnapshot Rows(BucketSurface surface, string dimension, int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => Some.Row.Of((dimension, $"{dimension} {i}")).With(surface.Measures[0].Name, i));
        return Some.Known(surface, Some.Day, Some.Bucket(surface, Some.Day, [.. rows])) with { GroupBy = surface.GroupBy };
    }

    private void Publish(SurfaceSnapshot surface) =>
        _notices.Notice(Rendered.Of(Some.Snapshot(Some.Day, surface), new ExpositionOptions { MaxLabelSets = 10 }).Foldings, []);
}
