using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace OpenAiSpend.Exporter.Web;

/// <summary>
/// Bounds the connections, in all and of one address, and always accepts the newest: where a bound is reached, an older
/// connection is closed for it. So nobody can keep others, or a health check, from an answer by holding connections.
/// Connections that send nothing are closed after seconds; Kestrel would wait for a first request as long as for a next one.
/// </summary>
internal sealed class ConnectionGuard(WebLimits limits, TimeProvider clock)
{
    private const int NetworkBytes = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, List<OpenConnection>> _open = [];
    private int _count;

    /// <summary>How many connections are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Who is counted as one: an IPv4 address, or a network of IPv6, as a host has all addresses of a /64 to itself.</summary>
    public static IPAddress PeerOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork })
        {
            return address ?? IPAddress.None;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress([.. address.GetAddressBytes()[..NetworkBytes], .. new byte[NetworkBytes]]);
    }

    /// <summary>Serves a new connection, at the bottom of the stack of connection middleware.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var opened = new OpenConnection(connection, PeerOf((connection.RemoteEndPoint as IPEndPoint)?.Address));
        connection.Features.Set(opened);
        Enter(opened)?.Connection.Abort(new ConnectionAbortedException("Closed to make room for a newer connection."));
        try
        {
            await AfterFirstByteAsync(connection, next);
        }
        finally
        {
            lock (_lock)
            {
                Leave(opened);
            }
        }
    }

    /// <summary>Goes on once the client has sent something, and closes the connection if it does not.</summary>
    public async Task AfterFirstByteAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var input = connection.Transport.Input;
        using var patience = new CancellationTokenSource(limits.FirstByte, clock);
        using var shutdown = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            .UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        try
        {
            var read = await input.ReadAsync(patience.Token);
            var hasSent = !read.Buffer.IsEmpty;

            // Nothing is consumed: whoever reads next sees the same bytes.
            input.AdvanceTo(read.Buffer.Start);
            if (!hasSent)
            {
                return;
            }
        }
        catch (Exception silent) when (silent is OperationCanceledException or IOException)
        {
            return;
        }

        await next(connection);
    }

    /// <summary>Notes that the connection of a request is in use, so that one that is not is closed before it.</summary>
    public static async Task OnRequestAsync(HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.Get<OpenConnection>();
        connection?.Begin();
        try
        {
            await next(context);
        }
        finally
        {
            connection?.End();
        }
    }

    // Who has to go for the newcomer, if anybody: of its own address where that has too many, else of the address that has most.
    private OpenConnection? Enter(OpenConnection newcomer)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(newcomer.Peer, out var own))
            {
                _open.Add(newcomer.Peer, own = []);
            }

            own.Add(newcomer);
            _count++;
            var crowd = own.Count > limits.ConnectionsPerAddress ? own
                : _count > limits.Connections ? _open.Values.MaxBy(static connections => connections.Count)
                : null;
            var leaver = crowd?.Find(connection => connection.IsIdle && connection != newcomer) ?? crowd?.Find(connection => connection != newcomer);
            if (leaver is not null)
            {
                Leave(leaver);
            }

            return leaver;
        }
    }

    private void Leave(OpenConnection connection)
    {
        if (_open.TryGetValue(connection.Peer, out var connections) && connections.Remove(connection))
        {
            _count--;
            if (connections.Count == 0)
            {
                _open.Remove(connection.Peer);
            }
        }
    }

    private sealed class OpenConnection(ConnectionContext connection, IPAddress peer)
    {
        private int _requests;

        public ConnectionContext Connection => connection;

        public IPAddress Peer => peer;

        public bool IsIdle => Volatile.Read(ref _requests) == 0;

        public void Begin() => Interlocked.Increment(ref _requests);

        public void End() => Interlocked.Decrement(ref _requests);
    }
}
