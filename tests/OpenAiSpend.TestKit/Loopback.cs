using System.Net;
using System.Net.Sockets;

namespace OpenAiSpend.TestKit;

/// <summary>Ports of this machine.</summary>
public static class Loopback
{
    /// <summary>A port on which nobody listens at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
