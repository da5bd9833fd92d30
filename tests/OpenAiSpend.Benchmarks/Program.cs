using System.Globalization;
using OpenAiSpend.Benchmarks;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Benchmarks.Subjects;

// How near the forecast comes, not how fast it is.
if (args is ["forecast"])
{
    ForecastComparison.Run(Console.Out);
    return 0;
}

// How near the allocation comes.
if (args is ["allocation"])
{
    AllocationComparison.Run(Console.Out);
    return 0;
}

// How often the shipped alerts are raised, and how soon.
if (args is ["alarms"])
{
    await AlarmTable.RunAsync(Console.Out);
    return 0;
}

// What the benchmark of peers starts.
if (args is ["peer", var writer, var count, var url])
{
    await PeerServer.RunAsync(writer, int.Parse(count, CultureInfo.InvariantCulture), url);
    return 0;
}

// A minute of scrapes and new snapshots at once.
if (args is ["soak"])
{
    return await Soak.RunAsync(Console.Out) ? 0 : 1;
}

if (BenchmarkPlan.Parse(args) is not { } plan)
{
    await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project tests/OpenAiSpend.Benchmarks -- [{string.Join('|', BenchmarkPlan.Groups)}|all] [--million] | forecast | allocation | alarms | soak");
    return 2;
}

List<Line> lines = [];
await foreach (var line in plan.RunAsync())
{
    lines.Add(line);
    await Console.Error.WriteLineAsync($"{line.What}, {line.Size}: done");
}

Console.WriteLine(Table.Of(lines));
return 0;
