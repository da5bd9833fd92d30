using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>Instruments that observe this process.</summary>
internal static class ProcessInstruments
{
    // It has the same entries as /proc/self/fd, but as files and not as links, which .NET would all follow: 2 ms for 90 of them.
    private const string OpenFiles = "/proc/self/fdinfo";

    private const string Limits = "/proc/self/limits";
    private const string OpenFilesLimit = "Max open files";

    // One line of numbers, made anew for each read. The runtime would read this file and others for each of the numbers.
    private const string Stat = "/proc/self/stat";
    private const int StatThreads = 20;
    private const int StatVirtualMemory = 23;
    private const int StatResidentPages = 24;

    private static readonly SafeFileHandle? StatFile = File.Exists(Stat) ? File.OpenHandle(Stat) : null;

    /// <summary>Adds them to a meter.</summary>
    public static void AddTo(Meter meter)
    {
        Counter(ProcessFamilies.CpuSeconds, static () => Environment.CpuUsage.TotalTime.TotalSeconds);
        Gauge(ProcessFamilies.ResidentMemory, static () => ReadStat(StatResidentPages) * Environment.SystemPageSize ?? Environment.WorkingSet);
        Gauge(ProcessFamilies.VirtualMemory, static () => ReadStat(StatVirtualMemory) ?? Observe(process => process.VirtualMemorySize64));
        Gauge(ProcessFamilies.Threads, static () => ReadStat(StatThreads) ?? Observe(process => process.Threads.Count));
        var start = Observe(static process => new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        Gauge(ProcessFamilies.StartTime, () => start);
        meter.CreateObservableGauge("dotnet.thread_pool.threads", static () => ThreadPool.ThreadCount, unit: null, "Threads of the pool.");
        meter.CreateObservableGauge("dotnet.thread_pool.queue.length", static () => ThreadPool.PendingWorkItemCount, unit: null, "Work items that wait for a thread of the pool.");
        if (Directory.Exists(OpenFiles))
        {
            Gauge(ProcessFamilies.OpenFds, CountedOnceASecond());
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

    // It takes a tenth of a millisecond, more than all the other numbers.
    private static Func<double> CountedOnceASecond()
    {
        var (count, countedAt) = (0, 0L);
        return () =>
        {
            var clock = TimeProvider.System;
            if (count == 0 || clock.GetElapsedTime(countedAt) > TimeSpan.FromSeconds(1))
            {
                count = new FileSystemEnumerable<byte>(OpenFiles, static (ref _) => 0).Count();
                countedAt = clock.GetTimestamp();
            }

            return count;
        };
    }

    // Fields are counted from one, as in proc(5). The second is the name of the program in parentheses and may hold anything.
    private static double? ReadStat(int field)
    {
        if (StatFile is null)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[1024];
        ReadOnlySpan<byte> line = buffer[..RandomAccess.Read(StatFile, buffer, fileOffset: 0)];
        var fields = line[(line.LastIndexOf((byte)')') + 2)..];
        for (var skipped = 3; skipped < field; skipped++)
        {
            fields = fields[(fields.IndexOf((byte)' ') + 1)..];
        }

        return double.Parse(fields[..fields.IndexOf((byte)' ')], NumberStyles.None, CultureInfo.InvariantCulture);
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
