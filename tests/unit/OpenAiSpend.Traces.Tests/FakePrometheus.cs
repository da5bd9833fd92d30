using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Web;

namespace OpenAiSpend.Traces.Tests;

/// <summary>Answers what it is told to, and remembers what it was asked.</summary>
internal sealed class FakePrometheus : HttpMessageHandler
{
    public const string Nothing = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    /// <summary>What was asked: the path, the form and the headers.</summary>
    public ConcurrentQueue<(Uri Url, IReadOnlyDictionary<string, string> Form, string? Authorization, string? Tenant)> Requests { get; } = new();

    /// <summary>Answers a path and its form.</summary>
    public Func<string, IReadOnlyDictionary<string, string>, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = (_, _, _) => Task.FromResult(Response(200, Nothing));

    public static HttpResponseMessage Response(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Always answers the same.</summary>
    public FakePrometheus Always(int status, string body)
    {
        Answer = (_, _, _) => Task.FromResult(Response(status, body));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        var form = query.AllKeys.ToDictionary(static key => key!, key => query[key]!);
        var tenant = request.Headers.NonValidated.TryGetValues("X-Scope-OrgID", out var values) ? values.ToString() : null;
        Requests.Enqueue((request.RequestUri!, form, request.Headers.Authorization?.ToString(), tenant));
        return await Answer(request.RequestUri!.AbsolutePath, form, cancellationToken);
    }
}
