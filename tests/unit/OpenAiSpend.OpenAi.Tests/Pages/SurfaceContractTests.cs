using System.Web;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;

namespace OpenAiSpend.OpenAi.Tests.Pages;

/// <summary>The table of OpenAI's API reference, written out by hand: nothing here comes from the code under test.</summary>
public sealed class SurfaceContractTests
{
    private const string Completions =
        "input_tokens output_tokens num_model_requests input_uncached_tokens input_cached_tokens input_cache_write_tokens "
        + "input_text_tokens input_audio_tokens input_image_tokens input_cached_text_tokens input_cached_audio_tokens "
        + "input_cached_image_tokens output_text_tokens output_audio_tokens output_image_tokens "
        + "input_cache_write_30m_tokens input_cache_write_12h_tokens";

    public static TheoryData<string, string, string, string> Api { get; } = new()
    {
        { "/v1/organization/usage/completions", "organization.usage.completions.result", Completions, "project_id user_id api_key_id model batch service_tier api_source" },
        { "/v1/organization/usage/embeddings", "organization.usage.embeddings.result", "input_tokens num_model_requests", "project_id user_id api_key_id model" },
        { "/v1/organization/usage/moderations", "organization.usage.moderations.result", "input_tokens num_model_requests", "project_id user_id api_key_id model" },
        { "/v1/organization/usage/images", "organization.usage.images.result", "images num_model_requests", "project_id user_id api_key_id model size source" },
        { "/v1/organization/usage/audio_speeches", "organization.usage.audio_speeches.result", "characters num_model_requests", "project_id user_id api_key_id model" },
        { "/v1/organization/usage/audio_transcriptions", "organization.usage.audio_transcriptions.result", "seconds num_model_requests", "project_id user_id api_key_id model" },
        { "/v1/organization/usage/vector_stores", "organization.usage.vector_stores.result", "usage_bytes", "project_id" },
        { "/v1/organization/usage/code_interpreter_sessions", "organization.usage.code_interpreter_sessions.result", "num_sessions", "project_id" },
        { "/v1/organization/usage/file_search_calls", "organization.usage.file_searches.result", "num_requests", "project_id user_id api_key_id vector_store_id" },
        { "/v1/organization/usage/web_search_calls", "organization.usage.web_searches.result", "num_model_requests num_requests", "project_id user_id api_key_id model context_level api_source" },
        { "/v1/organization/usage/decisions", "organization.usage.decisions.result", Completions, "project_id user_id api_key_id model batch service_tier api_source" },
        { "/v1/organization/costs", "organization.costs.result", "amount quantity", "project_id user_id line_item api_key_id api_source" },
    };

    [Fact]
    public void Surfaces_AllOfThem_AreThoseOfTheApi() =>
        Assert.Equal(Api.Count, Surface.Buckets.Remove(Surface.Traces).Length);

    [Theory]
    [MemberData(nameof(Api))]
    public async Task ReadAsync_EachSurface_AsksAndReadsWhatTheApiDocuments(string path, string result, string measures, string groupBy)
    {
        using var test = new TestSource();
        var surface = Assert.Single(Surface.Buckets, s => s.Name == path.Split('/')[^1]);
        var dimensions = groupBy.Split(' ');
        var numbers = measures.Split(' ');
        var members = dimensions.Select(name => $"\"{name}\":{(name == "batch" ? "true" : $"\"{name} of it\"")}")
            .Concat(numbers.Select((name, i) => name == "amount" ? $$"""
                "amount":{"value":{{i + 1}},"currency":"usd"}
                """ : $"\"{name}\":{i + 1}"));
        test.OpenAi.Answer(PageJson.Page(PageJson.Bucket(TestSource.Window.Start, $"{{\"object\":\"{result}\",{string.Join(',', members)}}}")));

        var reading = await test.ReadAsync(new SurfaceQuery(surface, [.. dimensions.Select(name => new Dimension(name))], TestSource.Window));

        var url = Assert.Single(test.OpenAi.Urls);
        Assert.Equal(path, url.AbsolutePath);
        Assert.Equal(dimensions, HttpUtility.ParseQueryString(url.Query).GetValues("group_by[]"));

        var bucket = Assert.Single(reading.Buckets);
        Assert.Equal(1, bucket.Count);
        Assert.Equal(numbers.Length, surface.Measures.Length);
        Assert.Equal(dimensions.Length, surface.GroupBy.Length);
        Assert.Empty(reading.RejectedRows);
        Assert.All(numbers.Index(), number => Assert.Equal(number.Index + 1, bucket.Value(0, surface.IndexOf(new Measure(number.Item)))));
        Assert.All(dimensions, name => Assert.Equal(
            name == "batch" ? "true" : $"{name} of it", bucket.Dimensions(0)[surface.IndexOf(new Dimension(name))]));
    }
}
