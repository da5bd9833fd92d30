using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Enumeration;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Instruments that observe this process.</summary>
internal static class ProcessInstruments
{
    // It has the same entries as /proc/self/fd, but as files and not as links, which .NET would all follow: 2 ms for 90 of them.
    private const string OpenFiles = "/proc/self/fdinfo";

    private const string Limits = "/proc/self/limits";
    private const string OpenFilesLimit = "Max open files";

    // One line of numbers. The runtime would read this file and those of all threads for each of the two numbers.
    private const string Stat = "/proc/self/stat";
    private const int StatThreads = 20;
    private const int StatVirtualMemory = 23;

    /// <summary>Adds them to a meter.</summary>
    public static void AddTo(Meter meter)
    {
        Counter(ProcessFamilies.CpuSeconds, static () => Environment.CpuUsage.TotalTime.TotalSeconds);
        Gauge(ProcessFamilies.ResidentMemory, static () => Environment.WorkingSet);
        Gauge(ProcessFamilies.VirtualMemory, static () => ReadStat(StatVirtualMemory) ?? Observe(process => process.VirtualMemorySize64));
        Gauge(ProcessFamilies.Threads, static () => ReadStat(StatThreads) ?? Observe(process => process.Threads.Count));
        var start = Observe(static process => new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        Gauge(ProcessFamilies.StartTime, () => start);
        if (Directory.Exists(OpenFiles))
        {
            Gauge(ProcessFamilies.OpenFds, static () => new FileSystemEnumerable<byte>(OpenFiles, static (ref _) => 0).Count());
        }

        if (ReadOpenFilesLimit() is { } limit)
        {
            Gauge(ProcessFamilies.MaxFds, () => limit);
        }

        void Counter(MetricFamily family, Func<double> observe) =>
            meter.CreateObservableCounter(family.BareName, observe, unit: null, family.Help);

        void Gauge(MetricFamily family, Func<double> observe) =>
            meter.CreateObservableGauge(family.BareName, observe, unit: null, family.Help);
    }

    private static double Observe(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }

    // Fields are counted from one, as in proc(5). The second is the name of the program in parentheses and may hold anything.
    private static double? ReadStat(int field)
    {
        if (!File.Exists(Stat))
        {
            return null;
        }

        var line = File.ReadAllText(Stat);
        var afterName = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(afterName[field - 3], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    // A line of the file: "Max open files            1024                 524288               files", the soft limit first.
    private static double? ReadOpenFilesLimit()
    {
        if (!File.Exists(Limits))
        {
            return null;
        }

        var line = File.ReadLines(Limits).FirstOrDefault(static line => line.StartsWith(OpenFilesLimit, StringComparison.Ordinal));
        var soft = line?[OpenFilesLimit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
