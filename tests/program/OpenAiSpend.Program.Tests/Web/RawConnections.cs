using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>Connections of a client that sends what it likes and reads when it likes.</summary>
internal sealed class RawConnections(Uri url) : IDisposable
{
    public const string Scrape = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly List<Socket> _sockets = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens connections that each send a text, and then nothing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="text">What they send.</param>
    /// <param name="from">The address of this machine from which they come.</param>
    public async Task<IReadOnlyList<Socket>> OpenAsync(int count, string text = "", string from = "127.0.0.1")
    {
        var opened = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            _sockets.Add(socket);
            opened.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, url.Port, Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), Token);
        }

        return opened;
    }

    /// <summary>Reads to the end of a connection, however the server ends it.</summary>
    /// <returns>How many bytes came.</returns>
    public static async Task<long> ReadToEndAsync(Socket socket)
    {
        var (buffer, bytes) = (new byte[64 * 1024], 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer, Token) is > 0 and var read)
            {
                bytes += read;
            }
        }
        catch (SocketException)
        {
            // It was reset.
        }

        return bytes;
    }

    public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());
}
