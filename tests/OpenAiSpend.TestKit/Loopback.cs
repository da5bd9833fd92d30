using System.Net;
using System.Net.Sockets;

namespace OpenAiSpend.TestKit;

/// <summary>Ports of this machine.</summary>
public static class Loopback
{
    // Below those that Linux gives to whoever asks for any port, so that no other server or connection takes it meanwhile.
    private const int First = 10_000;
    private const int End = 32_768;

    /// <summary>A port on which nobody listens at the moment.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, End));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody listens there: another one, then.
            }
        }
    }
}
