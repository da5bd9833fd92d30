using OpenAiSpend.Benchmarks;
using OpenAiSpend.Benchmarks.Measuring;

if (BenchmarkPlan.Parse(args) is not { } plan)
{
    await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project tests/OpenAiSpend.Benchmarks -- [{string.Join('|', BenchmarkPlan.Groups)}|all] [--million]");
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
