using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Pages;

/// <summary>What OpenAI adds is noticed, and what was always there is not.</summary>
public sealed class UnknownFieldsTests
{
    private static readonly SurfaceQuery Searches = new(Surface.WebSearchCalls, [Dimension.Model], TestSource.Window);

    [Theory]
    [InlineData("""{"object":"organization.usage.web_searches.result","num_requests":1,"num_model_requests":1,"model":"m","context_level":null,"x":"text","y":{"z":1},"user_id":5}""")]
    [InlineData("""{"num_requests":1}""")]
    [InlineData("""{"object":"organization.usage.web_searches.result","num_requests":1,"num_pages":7,"num_clicks":null}""", "member num_pages")]
    [InlineData("""{"object":"organization.usage.web_search_calls.result","num_requests":1,"b":2,"a":1.5}""", "member a", "member b", "object organization.usage.web_search_calls.result")]
    public async Task ReadAsync_RowsOfUsage_NotesNumbersAndObjectsThatAreNew(string row, params string[] unknown)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket(TestSource.Window.Start, row, row)));

        Assert.Equal(unknown, (await test.ReadAsync(Searches)).UnknownFields);
    }

    [Fact]
    public async Task ReadAsync_CostsWithAllThatWasSeenLive_KnowsIt()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(Page(Bucket(TestSource.Window.Start, """
            {"object":"organization.costs.result","amount":{"value":1,"currency":"usd"},"line_item":"x","quantity":2,"quantity_unit":"tokens","organization_id":"org-1",
            "organization_name":"o","project_name":"p","user_email":"e","api_source":null,"user_id":null}
            """)));

        Assert.Empty((await test.ReadAsync()).UnknownFields);
    }

    [Fact]
    public async Task ReadAsync_Refusal_NotesDimensionsThatItLists()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error("Invalid value: 'moon'. Supported values are: 'project_id', 'model', 'customer_id'.", "invalid_value", "group_by"));

        Assert.Equal(["dimension customer_id", "dimension moon"], (await test.FailAsync(Searches)).UnknownFields);
    }

    [Fact]
    public async Task ReadAsync_ServerThatMakesNamesUp_NotesAHundred()
    {
        using var test = new TestSource();
        var members = string.Join(',', Enumerable.Range(0, 1000).Select(static i => $"\"n{i}{TestSource.Secret}\":1"));
        test.OpenAi.Answer(Page(Bucket(TestSource.Window.Start, $"{{\"num_requests\":1,{members}}}")));

        var unknown = (await test.ReadAsync(Searches)).UnknownFields;

        Assert.Equal(100, unknown.Count);
        Assert.DoesNotContain(unknown, static name => name.Contains(TestSource.Secret, StringComparison.Ordinal));
    }
}
