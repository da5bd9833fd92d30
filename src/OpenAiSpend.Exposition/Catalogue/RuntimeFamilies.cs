using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>
/// The families that .NET's own meters give. .NET decides about them, so the page does not take their names from here;
/// this list is for the reader, and a test holds it against a real page.
/// </summary>
internal static class RuntimeFamilies
{
    private static readonly ImmutableArray<string> Generation = ["gc_heap_generation"];
    private static readonly ImmutableArray<string> Endpoint = ["network_transport", "network_type", "server_address", "server_port"];
    private static readonly ImmutableArray<string> Peer = ["http_request_method", "server_address", "server_port", "url_scheme"];

    /// <summary>The runtime.</summary>
    public static readonly ImmutableArray<MetricFamily> Dotnet =
    [
        MetricFamily.Gauge("dotnet_assemblies", "assemblies", [], "Assemblies that are loaded."),
        MetricFamily.Counter("dotnet_exceptions_total", "exceptions", ["error_type"], "Exceptions thrown."),
        MetricFamily.Counter("dotnet_gc_collections_total", "collections", Generation, "Garbage collections."),
        MetricFamily.Counter("dotnet_gc_heap_total_allocated_bytes_total", "bytes", [], "Bytes allocated on the managed heap."),
        MetricFamily.Gauge("dotnet_gc_last_collection_heap_fragmentation_size_bytes", "bytes", Generation, "Fragmentation of the managed heap after the last collection."),
        MetricFamily.Gauge("dotnet_gc_last_collection_heap_size_bytes", "bytes", Generation, "Size of the managed heap after the last collection."),
        MetricFamily.Gauge("dotnet_gc_last_collection_memory_committed_size_bytes", "bytes", [], "Memory committed for the managed heap at the last collection."),
        MetricFamily.Counter("dotnet_gc_pause_time_seconds_total", "seconds", [], "Time paused for garbage collection."),
        MetricFamily.Counter("dotnet_jit_compilation_time_seconds_total", "seconds", [], "Time spent compiling methods."),
        MetricFamily.Counter("dotnet_jit_compiled_il_size_bytes_total", "bytes", [], "Intermediate language compiled."),
        MetricFamily.Counter("dotnet_jit_compiled_methods_total", "methods", [], "Methods compiled."),
        MetricFamily.Counter("dotnet_monitor_lock_contentions_total", "contentions", [], "Times a monitor lock was waited for."),
        MetricFamily.Counter("dotnet_process_cpu_time_seconds_total", "seconds", ["cpu_mode"], "CPU time spent."),
        MetricFamily.Gauge("dotnet_process_cpus", "processors", [], "Processors that the process may use."),
        MetricFamily.Gauge("dotnet_thread_pool_queue_length", "work items", [], "Work items that wait for a thread of the pool."),
        MetricFamily.Gauge("dotnet_thread_pool_threads", "threads", [], "Threads of the pool."),
        MetricFamily.Counter("dotnet_thread_pool_work_item_count_total", "work items", [], "Work items that the pool has completed."),
        MetricFamily.Gauge("dotnet_timers", "timers", [], "Timers that are active."),
    ];

    /// <summary>The HTTP client and the web server.</summary>
    public static readonly ImmutableArray<MetricFamily> Http =
    [
        MetricFamily.Gauge("http_client_active_requests", "requests", Peer, "Requests under way to OpenAI."),
        Histogram("http_client_connection_duration_seconds", ["network_protocol_version", "server_address", "server_port", "url_scheme"], "How long connections lived."),
        MetricFamily.Gauge("http_client_open_connections", "connections", ["http_connection_state", "network_protocol_version", "server_address", "server_port", "url_scheme"], "Connections that are open."),
        Histogram("http_client_request_duration_seconds", [.. Peer, "http_response_status_code", "network_protocol_version", "error_type"], "How long requests took."),
        Histogram("http_client_request_time_in_queue_seconds", [.. Peer, "network_protocol_version"], "How long requests waited for a connection."),
        MetricFamily.Gauge("http_server_active_requests", "requests", ["http_request_method", "url_scheme"], "Requests that are being answered."),
        Histogram("http_server_request_duration_seconds", ["http_request_method", "http_response_status_code", "http_route", "network_protocol_version", "url_scheme", "error_type"], "How long answers took."),
        MetricFamily.Gauge("kestrel_active_connections", "connections", Endpoint, "Connections to the web server."),
        MetricFamily.Gauge("kestrel_active_tls_handshakes", "handshakes", Endpoint, "TLS handshakes under way."),
        Histogram("kestrel_connection_duration_seconds", [.. Endpoint, "network_protocol_name", "network_protocol_version", "tls_protocol_version", "error_type"], "How long connections to the web server lived."),
        MetricFamily.Gauge("kestrel_queued_connections", "connections", Endpoint, "Connections that wait to be accepted."),
        MetricFamily.Gauge("kestrel_queued_requests", "requests", [.. Endpoint, "network_protocol_name", "network_protocol_version"], "Requests that wait to be answered."),
        MetricFamily.Counter("kestrel_rejected_connections_total", "connections", Endpoint, "Connections refused because there were too many."),
        Histogram("kestrel_tls_handshake_duration_seconds", [.. Endpoint, "tls_protocol_version", "error_type"], "How long TLS handshakes took."),
        MetricFamily.Gauge("kestrel_upgraded_connections", "connections", Endpoint, "Connections that were upgraded, as WebSockets are."),
    ];

    private static MetricFamily Histogram(string name, ImmutableArray<string> labels, string help) =>
        new(name, FamilyType.Histogram, "seconds", labels, help);
}
