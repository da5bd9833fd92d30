using System.CommandLine;

namespace OpenAiSpend.Simulator;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<int> port = new("--port") { Description = "The port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 9719 };
        Option<int> seed = new("--seed") { Description = "The seed of all numbers.", DefaultValueFactory = _ => 1 };
        Option<string> scenario = new("--scenario") { Description = DescribeScenarios(), DefaultValueFactory = _ => Scenarios.Default };
        Option<string> key = new("--admin-key") { Description = "The only key that is accepted.", DefaultValueFactory = _ => "sk-admin-simulator" };
        Option<int> labelSets = new("--label-sets") { Description = "Label sets of the scenario large.", DefaultValueFactory = _ => 100_000 };
        Option<DateOnly?> anchor = new("--anchor-day") { Description = "The day from which the spike and other dates count; default: today." };
        RootCommand command = new("A fake OpenAI organization: its Usage and Costs API on this machine.")
        {
            port, seed, scenario, key, labelSets, anchor,
        };
        command.SetAction((parsed, ct) => RunAsync(
            new SimulatorOptions
            {
                Port = parsed.GetValue(port),
                Seed = parsed.GetValue(seed),
                Scenario = parsed.GetValue(scenario)!,
                AdminKey = parsed.GetValue(key)!,
                LabelSets = parsed.GetValue(labelSets),
                AnchorDay = parsed.GetValue(anchor),
            },
            ct));
        return command.Parse(arguments).InvokeAsync();
    }

    private static string DescribeScenarios() =>
        "One of these, or several joined with commas: " + string.Join("; ", Scenarios.Names.Select(pair => $"{pair.Key}: {pair.Value}")) + ".";

    private static async Task<int> RunAsync(SimulatorOptions options, CancellationToken ct)
    {
        try
        {
            await using var server = await SimulatorServer.StartAsync(options, ct);
            Console.WriteLine($"Simulating OpenAI; point the exporter at it with OPENAI_ADMIN_KEY={server.AdminKey} OPENAI_BASE_URL={server.BaseUrl}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C or SIGTERM is how a simulation ends.
            return 0;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(exception.Message.ReplaceLineEndings(" "));
            return 1;
        }
        return 0;
    }
}
