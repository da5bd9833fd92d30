using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenAiSpend.OpenAi.Tests.Fakes;

/// <summary>A server on this machine that sends whatever bytes a test wants, one connection for each answer.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Func<Connection, Task>> _script = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public RawServer()
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _loop = RunAsync();
    }

    public Uri Url { get; }

    public ConcurrentQueue<string> Requests { get; } = new();

    public void Answer(Func<Connection, Task> answer) => _script.Enqueue(answer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var connection = new Connection(client, _stop.Token);
                Requests.Enqueue(await connection.ReceiveAsync());
                if (_script.TryDequeue(out var answer))
                {
                    await answer(connection);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // The test is over, which a listener that has stopped says in its own way, or the other side hung up.
        }
    }

    internal sealed class Connection(TcpClient client, CancellationToken stop) : IAsyncDisposable
    {
        private readonly NetworkStream _stream = client.GetStream();

        public async Task SendAsync(string head, byte[]? body = null)
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
            await _stream.WriteAsync(body ?? [], stop);
        }

        /// <summary>Keeps the connection open and sends nothing.</summary>
        public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

        public async Task<string> ReceiveAsync()
        {
            var bytes = new byte[16 * 1024];
            var length = 0;
            while (!Encoding.ASCII.GetString(bytes, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await _stream.ReadAsync(bytes.AsMemory(length), stop);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            return Encoding.ASCII.GetString(bytes, 0, length);
        }

        public async ValueTask DisposeAsync()
        {
            client.Client.Shutdown(SocketShutdown.Send);
            await _stream.DisposeAsync();
        }
    }
}
