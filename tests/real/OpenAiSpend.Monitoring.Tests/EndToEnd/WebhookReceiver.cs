using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>Takes what Alertmanager sends.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Notification> _received = new();
    private readonly Task _listening;

    public WebhookReceiver()
    {
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _listening = ListenAsync();
    }

    public Uri Url { get; } = new($"http://127.0.0.1:{Loopback.FreePort()}/");

    public IReadOnlyList<Notification> Received => [.. _received];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _listening;
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using (var message = await JsonDocument.ParseAsync(context.Request.InputStream))
            {
                foreach (var alert in message.RootElement.GetProperty("alerts").EnumerateArray())
                {
                    _received.Enqueue(new Notification(
                        context.Request.Url!.AbsolutePath.TrimStart('/'),
                        alert.GetProperty("status").GetString()!,
                        alert.GetProperty("labels").Deserialize<Dictionary<string, string>>()!,
                        alert.GetProperty("annotations").Deserialize<Dictionary<string, string>>()!));
                }
            }

            context.Response.Close();
        }
    }
}
