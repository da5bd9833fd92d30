using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>What is taken over from .NET's own meters.</summary>
internal static class RuntimeMeters
{
    private const string HttpClient = "System.Net.Http";

    // OpenTelemetry takes memory for as many series of an instrument as there may be. The HTTP client has the most: each
    // host by status and error.
    private const int MaxSeries = 250;

    /// <summary>The runtime, the web server, and the HTTP client.</summary>
    public static readonly ImmutableArray<string> All =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", HttpClient];

    // A gauge must not end in "_count": Prometheus keeps that ending for histograms, and promtool complains.
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["dotnet.assembly.count"] = "dotnet.assemblies",
        ["dotnet.process.cpu.count"] = "dotnet.process.cpus",
        ["dotnet.timer.count"] = "dotnet.timers",
    }.ToFrozenDictionary();

    // process_resident_memory_bytes says it, and reading it takes .NET longer than all other instruments together.
    private const string ResidentMemory = "dotnet.process.memory.working_set";

    // The HTTP client tags neither path nor query, and this list keeps it so whatever an enricher adds: a query may
    // hold what nobody should read in a metric. The peer's address is left out because a CDN has many.
    private static readonly string[] HttpClientTags =
    [
        "http.request.method", "http.response.status_code", "error.type", "server.address", "server.port",
        "network.protocol.version", "url.scheme", "http.connection.state",
    ];

    // .NET declares these as counters, but they go down as well: ProcessInstruments has them as gauges.
    private static readonly FrozenSet<string> NotMonotonic = FrozenSet.Create("dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length");

    /// <summary>How an instrument is taken over.</summary>
    public static MetricStreamConfiguration View(Instrument instrument) => instrument.Meter.Name switch
    {
        HttpClient => new MetricStreamConfiguration { CardinalityLimit = MaxSeries, TagKeys = HttpClientTags },
        _ when instrument.Name == ResidentMemory || NotMonotonic.Contains(instrument.Name) => MetricStreamConfiguration.Drop,
        _ when Renamed.TryGetValue(instrument.Name, out var name) => new MetricStreamConfiguration { CardinalityLimit = MaxSeries, Name = name },
        _ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries },
    };

    /// <summary>What Prometheus calls the family: dots become underscores, the unit is spelled out at the end, and counters end in <c>_total</c>.</summary>
    /// <param name="name">The name that the instrument is taken over with.</param>
    /// <param name="instrument">The instrument.</param>
    public static string Family(string name, Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        name = name.Replace('.', '_');
        return (name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit)
            + (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "_total" : string.Empty);
    }
}
