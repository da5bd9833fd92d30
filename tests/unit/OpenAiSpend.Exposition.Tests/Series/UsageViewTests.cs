using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class UsageViewTests
{
    private static readonly UtcDay Today = Some.Day;
    private static readonly UtcDay Yesterday = Some.Day.AddDays(-1);
    private static readonly Some.Row Row = Some.Row.Of(("project_id", "proj_a"), ("model", "gpt-5"));

    [Fact]
    public void Today_MeasureSeenOnlyBefore_IsZeroAndNeverSeenIsAbsent()
    {
        var page = Rendered.Page(Some.Snapshot(Today, Some.Known(
            Surface.Completions, Today,
            Some.Bucket(Surface.Completions, Yesterday, Row.With("input_tokens", 10m).With("input_audio_tokens", 1m)),
            Some.Bucket(Surface.Completions, Today, Row.With("input_tokens", 20m)))));

        Assert.Equal(20m, Assert.Single(page["openai_completions_input_tokens"]).Value);
        Assert.Equal(0m, Assert.Single(page["openai_completions_input_audio_tokens"]).Value);
        Assert.Empty(page["openai_completions_input_image_tokens"]);
    }

    [Fact]
    public void Daily_SomeMeasuresZero_ShowsThemAndLeavesOutOnlyWhatIsAllZero()
    {
        var page = Rendered.Page(Some.Snapshot(Today, Some.Known(
            Surface.Embeddings, Today,
            Some.Bucket(Surface.Embeddings, Yesterday, Row.With("input_tokens", 0m).With("num_model_requests", 0m)),
            Some.Bucket(Surface.Embeddings, Today, Row.With("input_tokens", 0m).With("num_model_requests", 2m)))));

        Assert.Equal(("2026-11-20", "0"), Only(page["openai_embeddings_daily_input_tokens"]));
        Assert.Equal(("2026-11-20", "2"), Only(page["openai_embeddings_daily_requests"]));

        static (string?, string) Only(IEnumerable<Sample> samples) => (Assert.Single(samples)["date"], samples.Single().Text);
    }

    [Fact]
    public void Today_OneSurfaceNotReadSinceMidnight_IsAbsentForThatSurfaceOnly()
    {
        var page = Rendered.Page(Some.Snapshot(
            Today,
            Some.Known(Surface.Embeddings, Yesterday, Some.Bucket(Surface.Embeddings, Yesterday, Row.With("input_tokens", 1m))),
            Some.Known(Surface.Moderations, Today, Some.Bucket(Surface.Moderations, Yesterday, Row.With("input_tokens", 1m)))));

        Assert.Empty(page["openai_embeddings_input_tokens"]);
        Assert.Single(page["openai_embeddings_daily_input_tokens"]);
        Assert.Equal(0m, Assert.Single(page["openai_moderations_input_tokens"]).Value);
    }

    [Fact]
    public void Daily_EightDays_AreShown()
    {
        var buckets = Enumerable.Range(-9, 10).Select(i => Some.Bucket(Surface.VectorStores, Today.AddDays(i), Row.With("usage_bytes", 5m)));
        var page = Rendered.Page(Some.Snapshot(Today, Some.Known(Surface.VectorStores, Today, [.. buckets])));

        Assert.Equal(8, page["openai_vector_stores_daily_usage_bytes"].Length);
        Assert.Equal("2026-11-13", page["openai_vector_stores_daily_usage_bytes"][0]["date"]);
        Assert.Equal(8, page["openai_bucket_start_timestamp_seconds"].Length);
    }

    [Fact]
    public void Labels_GroupByInAnotherOrderAndShorter_AreInTheOrderOfTheContract()
    {
        var bucket = Some.Bucket(Surface.Completions, Today, Row.With("input_tokens", 1m));
        var usage = Some.Known(Surface.Completions, Today, bucket) with { GroupBy = [Dimension.Batch, Dimension.UserId, Dimension.ProjectId] };

        Assert.Equal(
            "openai_completions_input_tokens{organization=acme,project_id=proj_a,project=proj_a,user_id=,batch=}",
            Assert.Single(Rendered.Page(Some.Snapshot(Today, usage))["openai_completions_input_tokens"]).Series);
    }
}
