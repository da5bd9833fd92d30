using System.Globalization;
using System.Net;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// The same series, labels and values, scraped from four writers: ours, OpenTelemetry's, prometheus-net's, and a bare handler that
/// writes the same bytes. Each is a process of its own; they are asked in turns, so that whatever else the machine does slows down all.
/// </summary>
internal static class PeerBenchmark
{
    private const int WarmUps = 3;
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(24);
    private static readonly string[] Writers = [PeerServer.Ours, PeerServer.OpenTelemetry, PeerServer.PrometheusNet, PeerServer.Bare];

    public static async IAsyncEnumerable<Line> RunAsync(int series)
    {
        List<Peer> peers = [];
        foreach (var writer in Writers)
        {
            peers.Add(await Peer.StartAsync(writer, series));
        }

        var size = $"{await peers[0].NumberAsync("/series"):#,0}";
        foreach (var encoding in (string[])["identity", "gzip"])
        {
            foreach (var peer in peers)
            {
                await peer.BeginAsync(encoding);
            }

            var started = TimeProvider.System.GetTimestamp();
            do
            {
                foreach (var peer in peers)
                {
                    await peer.ScrapeAsync(encoding);
                }
            }
            while (TimeProvider.System.GetElapsedTime(started) < Budget);

            var bare = peers[^1].Time;
            foreach (var peer in peers[..^1])
            {
                yield return await peer.EndAsync(encoding == "gzip" ? "gzip" : "plain", size, bare);
            }
        }

        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }
    }

    private sealed class Peer : IAsyncDisposable
    {
        private readonly string _writer;
        private readonly LoopbackServer _server;
        private readonly List<TimeSpan> _times = [];
        private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        private double _processor;
        private long _allocated;
        private long _bytes;

        private Peer(string writer, LoopbackServer server)
        {
            (_writer, _server) = (writer, server);
            _client.BaseAddress = server.Url;
            _client.Timeout = TimeSpan.FromMinutes(5);
        }

        public static async Task<Peer> StartAsync(string writer, int series) => new(writer, await LoopbackServer.StartAsync(
            "dotnet", (_, url) => [typeof(PeerBenchmark).Assembly.Location, "peer", writer, $"{series}", $"{url}"], readyPath: "/series"));

        public async Task<long> NumberAsync(string path) =>
            long.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)), NumberStyles.None, CultureInfo.InvariantCulture);

        public async Task BeginAsync(string encoding)
        {
            for (var i = 0; i < WarmUps; i++)
            {
                await ScrapeAsync(encoding);
            }

            _times.Clear();
            (_processor, _allocated) = (Processor(), await NumberAsync("/allocated"));
        }

        public async Task ScrapeAsync(string encoding)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
            request.Headers.Add("Accept-Encoding", encoding);
            var started = TimeProvider.System.GetTimestamp();
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            var (buffer, bytes) = (new byte[64 * 1024], 0L);
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            {
                bytes += read;
            }

            _times.Add(TimeProvider.System.GetElapsedTime(started));
            _bytes = bytes;
        }

        /// <summary>The median time of a scrape.</summary>
        public TimeSpan Time => _times.Order().ElementAt(_times.Count / 2);

        public async Task<Line> EndAsync(string encoding, string size, TimeSpan bare) => new($"{_writer}, {encoding}", $"{size} series", _bytes, Time)
        {
            Limit = PeerServer.Bare,
            LimitTime = bare,
            Processor = TimeSpan.FromSeconds((Processor() - _processor) / _times.Count),
            Allocated = (await NumberAsync("/allocated") - _allocated) / _times.Count,
            Resident = StartupBenchmark.Resident(_server.ProcessId),
        };

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _server.DisposeAsync();
        }

        // Fields 14 and 15 of proc(5), user and system time in hundredths of a second.
        private double Processor()
        {
            var fields = File.ReadAllText($"/proc/{_server.ProcessId}/stat").Split(") ")[1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }
}
