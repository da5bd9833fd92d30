using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace OpenAiSpend.Program.Tests.Moment;

/// <summary>
/// An organization whose books change with every answer: the n-th answer of a surface says that today's number is n. So a
/// number on the exporter tells of which poll it is.
/// </summary>
internal sealed class CountingOrganization : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Measures = new()
    {
        ["completions"] = "input_tokens",
        ["embeddings"] = "input_tokens",
        ["moderations"] = "input_tokens",
        ["images"] = "images",
        ["audio_speeches"] = "characters",
        ["audio_transcriptions"] = "seconds",
        ["vector_stores"] = "usage_bytes",
        ["code_interpreter_sessions"] = "num_sessions",
        ["file_search_calls"] = "num_requests",
        ["web_search_calls"] = "num_requests",
        ["decisions"] = "input_tokens",
    };

    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly WebApplication _app;

    private CountingOrganization(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri BaseUrl => new($"{_app.Urls.Single()}/v1");

    public static async Task<CountingOrganization> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var organization = new CountingOrganization(app);
        app.Run(organization.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return organization;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        context.Response.ContentType = "application/json";
        if (!path.StartsWith("/v1/organization/usage/", StringComparison.Ordinal) && path != "/v1/organization/costs")
        {
            return context.Response.WriteAsync("""{"object":"list","data":[],"has_more":false}""");
        }

        var surface = path.Split('/')[^1];
        var answer = _answers.AddOrUpdate(surface, 1, static (_, answers) => answers + 1);
        var row = surface == "costs"
            ? string.Create(CultureInfo.InvariantCulture, $$$"""{"amount":{"value":{{{answer}}},"currency":"usd"}}""")
            : string.Create(CultureInfo.InvariantCulture, $$$"""{"{{{Measures[surface]}}}":{{{answer}}},"output_tokens":0,"num_model_requests":0}""");
        var (start, end) = (Seconds(context, "start_time"), Seconds(context, "end_time"));
        const int Day = 24 * 60 * 60;
        var buckets = Enumerable.Range(0, (int)((end - start) / Day)).Select(day => start + (day * Day)).Select(day => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"object":"bucket","start_time":{{{day}}},"end_time":{{{day + Day}}},"results":[{{{(day + Day >= end ? row : string.Empty)}}}]}"""));
        return context.Response.WriteAsync($$"""{"object":"page","data":[{{string.Join(',', buckets)}}],"has_more":false,"next_page":null}""");
    }

    private static long Seconds(HttpContext context, string name) => long.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture);
}
