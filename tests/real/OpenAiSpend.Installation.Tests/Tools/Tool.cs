using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Tools;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    /// <summary>Runs a program in a folder, and fails the test with what it wrote unless it succeeds.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> SucceedsAsync(string folder, string file, params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await RunAsync(folder, file, arguments);
        Assert.True(exitCode == 0, $"{Path.GetFileName(file)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a program in a folder.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string file, params IEnumerable<string> arguments)
    {
        await using var program = RunningProgram.Start(file, arguments, directory: folder);
        return (await program.ExitCodeAsync(Patience), program.Output);
    }
}
