using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace OpenAiSpend.OpenAi.Tests.Fakes;

/// <summary>Answers requests from a script, in order, and remembers what was asked.</summary>
internal sealed class FakeOpenAi : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public ConcurrentQueue<(Uri Url, HttpRequestHeaders Headers)> Requests { get; } = new();

    public IEnumerable<Uri> Urls => Requests.Select(request => request.Url);

    /// <summary>Answers when the script has come to its end.</summary>
    public Func<Uri, HttpResponseMessage>? Otherwise { get; set; }

    public FakeOpenAi Answer(string json) => Answer(200, json);

    public FakeOpenAi Answer(int status, string body = "", string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        _script.Enqueue(_ => Task.FromResult(Response(status, body, contentType, headers)));
        return this;
    }

    public FakeOpenAi Answer(HttpContent content) => Answer(200, content);

    public FakeOpenAi Answer(int status, HttpContent content, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        _script.Enqueue(_ => Task.FromResult(response));
        return this;
    }

    public FakeOpenAi Fail(Exception exception)
    {
        _script.Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    public FakeOpenAi Hang()
    {
        _script.Enqueue(async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            throw new InvalidOperationException("Never comes here.");
        });
        return this;
    }

    public static HttpResponseMessage Response(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue((request.RequestUri!, request.Headers));
        return _script.TryDequeue(out var answer) ? answer(cancellationToken)
            : Otherwise is { } otherwise ? Task.FromResult(otherwise(request.RequestUri!))
            : throw new InvalidOperationException($"Nobody expected GET {request.RequestUri}.");
    }
}
