using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Web;

/// <summary>Opens the one port.</summary>
internal static class Listener
{
    public static void Configure(KestrelServerOptions kestrel, ListenAddress address)
    {
        kestrel.AddServerHeader = false;
        switch (address)
        {
            case { Address: null }:
                kestrel.ListenLocalhost(address.Port);
                break;
            case { Address: { } ip } when ip.Equals(IPAddress.IPv6Any):
                kestrel.ListenAnyIP(address.Port);
                break;
            case { Address: { } ip }:
                kestrel.Listen(ip, address.Port);
                break;
        }
    }
}
