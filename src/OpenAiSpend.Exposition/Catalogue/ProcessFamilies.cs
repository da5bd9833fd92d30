using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The process, by the names that every Prometheus client library uses for it.</summary>
internal static class ProcessFamilies
{
    public static readonly MetricFamily CpuSeconds = MetricFamily.Counter(
        "process_cpu_seconds_total", "seconds", [], "User and system CPU time spent, in seconds.");

    public static readonly MetricFamily ResidentMemory = MetricFamily.Gauge(
        "process_resident_memory_bytes", "bytes", [], "Resident memory size, in bytes.");

    public static readonly MetricFamily VirtualMemory = MetricFamily.Gauge(
        "process_virtual_memory_bytes", "bytes", [], "Virtual memory size, in bytes.");

    public static readonly MetricFamily StartTime = MetricFamily.Gauge(
        "process_start_time_seconds", "seconds since 1970-01-01T00:00Z", [], "When the process started, in seconds since 1970.");

    public static readonly MetricFamily OpenFds = MetricFamily.Gauge(
        "process_open_fds", "file descriptors", [], "Number of open file descriptors; absent where the system does not tell.");

    public static readonly MetricFamily MaxFds = MetricFamily.Gauge(
        "process_max_fds", "file descriptors", [], "Maximum number of open file descriptors; absent where the system does not tell.");

    public static readonly MetricFamily Threads = MetricFamily.Gauge(
        "process_threads", "threads", [], "Number of operating system threads.");

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<MetricFamily> All =
        [CpuSeconds, ResidentMemory, VirtualMemory, StartTime, OpenFds, MaxFds, Threads];
}
