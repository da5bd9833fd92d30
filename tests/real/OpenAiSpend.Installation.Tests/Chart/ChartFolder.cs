using OpenAiSpend.Installation.Tests.Manifests;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Chart;

/// <summary>The chart of the repository.</summary>
internal static class ChartFolder
{
    public const string Release = "spend";

    public static string Path { get; } = Repository.File("charts", "openai-spend-exporter");

    /// <summary>The sets of values that it is tested with, as chart-testing finds them too.</summary>
    public static IReadOnlyList<string> ValueSets { get; } =
        [.. Directory.GetFiles(System.IO.Path.Combine(Path, "ci"), "*-values.yaml").Select(System.IO.Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>What it makes of a set of values.</summary>
    public static async Task<ManifestSet> RenderAsync(NpmPackages npm, string values) => await RenderAsync(npm, Path, File("ci", values));

    /// <summary>What a chart, a folder or a package, makes of a file of values.</summary>
    public static async Task<ManifestSet> RenderAsync(NpmPackages npm, string chart, string values) =>
        new(await OutputAsync(npm, "template", Release, chart, "--namespace", "openai-spend", "--values", values));

    /// <summary>What Helm wrote to standard output: it also tells, to standard error, what it has found.</summary>
    public static async Task<string> OutputAsync(NpmPackages npm, params string[] arguments)
    {
        var program = RunningProgram.Start(npm.Helm, arguments, directory: Repository.Root);
        await using (program)
        {
            var exitCode = await program.ExitCodeAsync();
            Assert.True(exitCode == 0, $"helm ended with {exitCode}:\n{program.Output}");
            return string.Join('\n', program.OutputLines);
        }
    }
}
