using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests.Failures;

public sealed class StatusFailureTests
{
    [Theory]
    [InlineData(
        401, "Incorrect API key provided", PollOutcome.Unauthorized,
        "OpenAI refuses the admin key (401): \"Incorrect API key provided\". Create one at https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData(
        401, "", PollOutcome.Unauthorized,
        "OpenAI refuses the admin key (401). Create one at https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData(
        401, "You have insufficient permissions for this operation. Missing scopes: api.usage.read", PollOutcome.Forbidden,
        "The key lacks the scope api.usage.read (401): \"You have insufficient permissions for this operation. Missing scopes: api.usage.read\". "
        + "Edit the key at https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData(
        403, "Missing scopes: api.usage.read.", PollOutcome.Forbidden,
        "The key lacks the scope api.usage.read (403): \"Missing scopes: api.usage.read.\". Edit the key at https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData(
        403, "Country not supported", PollOutcome.Forbidden,
        "OpenAI forbids this key to read costs (403): \"Country not supported\". It needs to be an admin key with the scope api.usage.read: "
        + "see https://platform.openai.com/settings/organization/admin-keys.")]
    [InlineData(404, "Not found", PollOutcome.BadRequest, "api.openai.com does not offer costs (404): \"Not found\". Where nothing can be read, check base_url.")]
    [InlineData(400, "Invalid group_by", PollOutcome.BadRequest, "OpenAI does not accept the request for costs (400): \"Invalid group_by\".")]
    [InlineData(
        302, "", PollOutcome.BadRequest,
        "api.openai.com redirects the request for costs (302): base_url is probably wrong. The key is never sent on to another address.")]
    [InlineData(204, "", PollOutcome.Malformed, "api.openai.com answers for costs with status 204, which the API does not document.")]
    [InlineData(
        500, "Sorry", PollOutcome.ServerError,
        "OpenAI failed to answer for costs (500): \"Sorry\". If it lasts, see https://status.openai.com.")]
    [InlineData(429, "Too many", PollOutcome.RateLimited, "OpenAI asks for fewer requests (429): \"Too many\".")]
    public async Task Status_Any_IsAnOutcomeAndASentence(int status, string message, PollOutcome outcome, string expected)
    {
        using var test = new TestSource();
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(status, message.Length == 0 ? "" : Error(message));

        var failure = await test.FailAsync();

        Assert.Equal((outcome, expected), (failure.Outcome, failure.Message));
        Assert.Null(failure.InnerException);
    }

    [Theory]
    [InlineData("""{"error":"plain text"}""", "{\\\"error\\\"")]
    [InlineData("""{"error":{"message":17}}""", "17")]
    [InlineData("""{"error":{"message":null,"code":429}}""", "(400).")]
    [InlineData("""{"error":null}""", "null")]
    [InlineData("""{"error":{"message":"numeric code","code":429,"param":["x"]}}""", "\"numeric code\"")]
    [InlineData("[1]", "[1]")]
    [InlineData("<html><title>400</title>", "<title>")]
    [InlineData("", "(400).")]
    public async Task Body_OfAnyShape_IsSurvived(string body, string shown)
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, body);

        Assert.Contains(shown.Replace("\\\"", "\"", StringComparison.Ordinal), (await test.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, PollOutcome.Unauthorized)]
    [InlineData(429, PollOutcome.RateLimited)]
    public async Task Body_WithBrokenText_DoesNotHideTheStatus(int status, PollOutcome outcome)
    {
        foreach (var member in new[] { "message", "code", "param", "\\ud800", "\\udc00ode" })
        {
            using var test = new TestSource();
            test.OpenAi.Answer(
                status, $$$"""{"error":{"message":"first","{{{member}}}":"\ud800broken","type":"\udfff"}}""", "application/json", ("Retry-After", "120"));

            var failure = await test.FailAsync();

            Assert.Equal((outcome, status == 429 ? TimeSpan.FromMinutes(2) : null), (failure.Outcome, failure.RetryAfter));
            Assert.Contains(member == "message" ? "\uFFFDbroken" : "first", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Message_LongAndWild_IsShortAndOnOneLine()
    {
        using var test = new TestSource();
        test.OpenAi.Answer(400, Error("a\\nb\\u0000c\\u202Ed\\u001b[31m" + new string('x', 5000)));

        var message = (await test.FailAsync()).Message;

        Assert.Contains("\"a b cd [31mxxx", message, StringComparison.Ordinal);
        Assert.EndsWith("xxx…\".", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 200, 300);
        Assert.DoesNotContain(message, character => char.IsControl(character) || character == '\u202E');
    }
}
