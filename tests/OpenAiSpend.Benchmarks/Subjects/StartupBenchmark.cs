using System.Globalization;
using System.Text.RegularExpressions;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// Starts the program as a process of its own and measures the time until the page shows series of all eleven surfaces,
/// and the memory that is resident when the first reads are over.
/// </summary>
internal static partial class StartupBenchmark
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Long enough for the page to be whole and for memory to go back to the system.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    /// <summary>The demo: exporter and simulated organization in one process.</summary>
    public static async Task<Line> DemoAsync() => await StartAsync("start with --demo", ["--demo"], new Dictionary<string, string>());

    /// <summary>The exporter alone, reading the simulated organization of another process.</summary>
    /// <param name="labelSets">How many label sets of completions the organization has besides those of the demo.</param>
    public static async Task<Line> AloneAsync(int labelSets)
    {
        var port = Loopback.FreePort();
        string[] arguments = ["--port", $"{port}", .. labelSets == 0 ? Array.Empty<string>() : ["--scenario", "large", "--label-sets", $"{labelSets}"]];
        await using var simulator = RunningProgram.Start("dotnet", [Program("OpenAiSpend.Simulator"), .. arguments]);
        await UntilAsync(() => Task.FromResult(simulator.Output.Contains("OPENAI_BASE_URL=", StringComparison.Ordinal)), simulator);
        return await StartAsync("start, organization elsewhere", [], new Dictionary<string, string>
        {
            ["OPENAI_ADMIN_KEY"] = "sk-admin-simulator",
            ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{port}/v1",
        });
    }

    private static async Task<Line> StartAsync(string what, string[] arguments, Dictionary<string, string> environment)
    {
        var address = $"127.0.0.1:{Loopback.FreePort()}";
        using HttpClient client = new() { BaseAddress = new Uri($"http://{address}") };
        var started = TimeProvider.System.GetTimestamp();
        await using var program = RunningProgram.Start(
            "dotnet", [Program("OpenAiSpend.Exporter"), "--web.listen-address", address, .. arguments], environment);
        var page = string.Empty;
        await UntilAsync(async () => IsComplete(page = await PageAsync(client)), program);
        var time = TimeProvider.System.GetElapsedTime(started);

        await Task.Delay(Rest, TimeProvider.System);
        page = await PageAsync(client);
        var series = SeriesOfSurface().Matches(page).Sum(match => int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
        return new Line(what, $"{series:#,0} series", page.Length, time) { Resident = Resident(program.ProcessId) };
    }

    private static bool IsComplete(string page)
    {
        var surfaces = SeriesOfSurface().Matches(page).Select(match => match.Groups["surface"].Value).ToHashSet();
        return Surface.Buckets.All(surface => surfaces.Contains(surface.Name));
    }

    private static async Task<string> PageAsync(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return string.Empty;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, RunningProgram program)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (program.HasExited || TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"The program did not get there. It wrote:\n{program.Output}");
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }

    // The program beside this one, built with the same configuration.
    private static string Program(string project)
    {
        var target = new DirectoryInfo(AppContext.BaseDirectory);
        return Repository.File("src", project, "bin", target.Parent!.Name, target.Name, $"{project}.dll");
    }

    /// <summary>The resident memory of a process, in bytes.</summary>
    public static long Resident(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""^openai_exporter_series\{.*surface="(?<surface>[^"]+)"\} (?<count>[1-9][0-9]*)$""", RegexOptions.Multiline)]
    private static partial Regex SeriesOfSurface();
}
