using System.Globalization;
using OpenAiSpend.Program.Tests.Web;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Load;

/// <summary>
/// Real minutes of polls each second, scrapes each second, readers that never read, and a fault on one surface or another.
/// Only by a command: <c>OPENAI_SPEND_SOAK_MINUTES=120 dotnet test tests/program/OpenAiSpend.Program.Tests -c Release --filter FullyQualifiedName~SoakTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly int Minutes = int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_SOAK_MINUTES") ?? "0", CultureInfo.InvariantCulture);

    private static readonly Fault[] Faults =
        [Fault.Status(500), new Fault(FaultKind.Html), new Fault(FaultKind.CutInBody), new Fault(FaultKind.HangInBody), new Fault(FaultKind.WrongKey), new Fault(FaultKind.GzipGarbage), new Fault(FaultKind.TruncatedJson), new Fault(FaultKind.NullResults)];

    [Fact]
    public async Task Exporter_ForManyMinutes_StaysAsLargeAsItWas()
    {
        Assert.SkipWhen(Minutes == 0, "OPENAI_SPEND_SOAK_MINUTES says how long.");
        await using var organization = await SimulatedOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.Server.BaseUrl)), organization.Environment);
        await exporter.PageWhenReadAsync();
        using var readers = new RawConnections(exporter.Http.BaseAddress!);
        var random = new Random(1);
        var (memory, handles, threads) = (new List<decimal>(), new List<decimal>(), new List<decimal>());
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < TimeSpan.FromMinutes(Minutes))
        {
            if (random.Next(5) == 0)
            {
                organization.Server.Faults.ClearAll();
                organization.Server.Faults.Set(Surfaces.All[random.Next(Surfaces.All.Count)], Faults[random.Next(Faults.Length)]);
            }

            if (random.Next(10) == 0)
            {
                await readers.OpenAsync(1, RawConnections.Scrape);
            }

            var page = await exporter.PageAsync();
            memory.Add(Value(page, "process_resident_memory_bytes"));
            handles.Add(Value(page, "process_open_fds"));
            threads.Add(Value(page, "process_threads"));
            await Task.Delay(TimeSpan.FromSeconds(1), clock, TestContext.Current.CancellationToken);
        }

        output.WriteLine($"{Minutes} minutes, {memory.Count} scrapes, {organization.Server.Requests.Total} requests.");
        AssertFlat("MiB resident", [.. memory.Select(bytes => bytes / 1048576)], 0);
        AssertFlat("open files", handles, 10);
        AssertFlat("threads", threads, 8);
    }

    // The first ten minutes, or the first quarter of a short run, are for warming up. Garbage makes a single value mean little.
    private void AssertFlat(string what, List<decimal> values, decimal slack)
    {
        var minute = values.Count / Minutes;
        var span = Math.Max(1, Math.Min(5, Minutes / 4)) * minute;
        var (early, last) = (Median(values.GetRange(Math.Min(10, Minutes / 4) * minute, span)), Median(values.GetRange(values.Count - span, span)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {early:F1} from the tenth minute on, {last:F1} in the last minutes, {values.Max():F1} at the most."));
        Assert.True(last <= (early * 1.05m) + slack, $"{what}: {early} became {last}.");
    }

    private static decimal Median(List<decimal> values) => values.Order().ElementAt(values.Count / 2);

    private static decimal Value(ParsedExposition page, string family) => page.Value(family) ?? throw new InvalidOperationException($"The page has no {family}.");
}
