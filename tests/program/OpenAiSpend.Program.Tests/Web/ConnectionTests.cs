using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Exporter.Web;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Web;

/// <summary>Whoever holds connections keeps nobody else from an answer.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_Among4500ConnectionsThatSendNothing_IsAnswered()
    {
        const int Silent = 4500;
        Assert.SkipUnless(MostFiles() > Silent + 1000, "This process may not open so many connections.");
        await using var exporter = await ExporterProgram.StartAsync(flags: "--demo");
        using var connections = new RawConnections(exporter.Http.BaseAddress!);
        var silent = await connections.OpenAsync(Silent);

        Assert.Equal(HttpStatusCode.OK, (await exporter.GetAsync("/-/healthy")).Status);

        // The newest is closed as well, as it sends nothing.
        Assert.Equal(0, await RawConnections.ReadToEndAsync(silent[^1]).WaitAsync(Patience, TimeProvider.System, Token));
    }

    [Fact]
    public async Task Connections_OfOneAddress_GiveWayToItsNewestAndLeaveOthersAlone()
    {
        await using var web = await HostedWeb.StartAsync(new WebLimits { ConnectionsPerAddress = 10, FirstByte = Patience });
        using var connections = new RawConnections(web.Url);
        var other = await connections.OpenAsync(5, "G", "127.0.0.2");
        var greedy = await connections.OpenAsync(15, "G");
        foreach (var leaver in greedy.Take(5))
        {
            await RawConnections.ReadToEndAsync(leaver);
        }

        Assert.Equal(15, web.Services.GetRequiredService<ConnectionGuard>().Count);
        Assert.DoesNotContain(other, socket => socket.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
        using var http = new HttpClient { BaseAddress = web.Url };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/-/healthy", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task Connections_InAll_GiveWayAtTheAddressThatHasMost()
    {
        await using var web = await HostedWeb.StartAsync(new WebLimits { Connections = 12, ConnectionsPerAddress = 10, FirstByte = Patience });
        using var connections = new RawConnections(web.Url);
        var greedy = await connections.OpenAsync(10, "G");
        var others = await connections.OpenAsync(2, "G", "127.0.0.2");
        var newest = await connections.OpenAsync(1, "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "127.0.0.3");

        Assert.True(await RawConnections.ReadToEndAsync(newest[0]) > 0);
        await RawConnections.ReadToEndAsync(greedy[0]);
        Assert.DoesNotContain(others, socket => socket.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
    }

    [Fact]
    public async Task Connection_WithARequestUnderWay_OutlivesIdleOnes()
    {
        var guard = new ConnectionGuard(new WebLimits { ConnectionsPerAddress = 2 }, TimeProvider.System);
        var (busy, idle, newest) = (new TestConnection(), new TestConnection(), new TestConnection());
        var (leave, asked) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = guard.OnConnectionAsync(busy, _ => ConnectionGuard.OnRequestAsync(new DefaultHttpContext(busy.Features), _ =>
        {
            asked.SetResult();
            return leave.Task;
        }));
        await busy.SendAsync("GET");
        await asked.Task;
        var others = new[] { guard.OnConnectionAsync(idle, _ => leave.Task), guard.OnConnectionAsync(newest, _ => leave.Task) };

        Assert.Equal((false, true, false), (busy.IsAborted, idle.IsAborted, newest.IsAborted));
        leave.SetResult();
        await newest.SendAsync("GET");
        await running;
        await Task.WhenAll(others);
        Assert.Equal(0, guard.Count);
    }

    [Fact]
    public async Task Connection_ThatSendsNothing_EndsWithoutBeingServed()
    {
        var clock = new TestClock("2026-11-20T15:00:00Z");
        var connection = new TestConnection();
        var running = new ConnectionGuard(new WebLimits(), clock).OnConnectionAsync(connection, _ => throw new InvalidOperationException("It was served."));
        await Eventually.True(() => clock.WaitingTimers == 1, "Nobody watches the connection.");
        clock.Advance(new WebLimits().FirstByte);

        await running;
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void PeerOf_AnAddress_IsWhatOneHostHas(string address, string peer) =>
        Assert.Equal(IPAddress.Parse(peer), ConnectionGuard.PeerOf(IPAddress.Parse(address)));

    private static int MostFiles() => int.Parse(
        Regex.Match(File.ReadAllText("/proc/self/limits"), @"Max open files +[0-9]+ +([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private sealed class TestConnection : ConnectionContext
    {
        private readonly Pipe _toServer = new();

        public TestConnection() => Transport = new Duplex(_toServer.Reader, new Pipe().Writer);

        public bool IsAborted { get; private set; }

        public override string ConnectionId { get; set; } = "test";

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IDuplexPipe Transport { get; set; }

        public override EndPoint? RemoteEndPoint { get; set; } = new IPEndPoint(IPAddress.Loopback, 1);

        public override void Abort(ConnectionAbortedException abortReason)
        {
            IsAborted = true;
            _toServer.Writer.Complete(abortReason);
        }

        public async Task SendAsync(string text) => await _toServer.Writer.WriteAsync(Encoding.ASCII.GetBytes(text), Token);

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
