using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Tools;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    // A promtool has two minutes of work with the rules; beside others on two busy cores it took eight.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Runs a program in <c>prometheus/</c>, and fails the test with what it wrote unless it succeeds.</summary>
    public static async Task<string> SucceedsAsync(string file, params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await RunAsync(Repository.File("prometheus"), file, arguments);
        Assert.True(exitCode == 0, $"{Path.GetFileName(file)} ended with {exitCode}:\n{output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string directory, string file, params IEnumerable<string> arguments)
    {
        await using var program = RunningProgram.Start(file, arguments, directory: directory);
        return (await program.ExitCodeAsync(Patience), program.Output);
    }
}
