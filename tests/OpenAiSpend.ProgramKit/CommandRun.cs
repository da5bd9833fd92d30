using OpenAiSpend.TestKit;

namespace OpenAiSpend.ProgramKit;

/// <summary>A command of the built program, run to its end.</summary>
internal sealed record CommandRun(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>Runs a command over a simulated organization.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="surfaces">The usage surfaces to read, or null for all ten.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<CommandRun> OfAsync(SimulatedOrganization organization, string? surfaces, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await using var program = ExporterProgram.Run([.. arguments, "--config.file", Configure(organization, folder, surfaces)], organization.Environment);
        var exitCode = await program.ExitCodeAsync();
        return new CommandRun(exitCode, program.Output, program.ErrorLines);
    }

    /// <summary>Writes the configuration file.</summary>
    public static string Configure(SimulatedOrganization organization, TemporaryFolder folder, string? surfaces) => folder.Write(
        "exporter.yml", Yaml.Default(organization.Server) + (surfaces is null ? "\n" : $"\n  surfaces: [{surfaces}]\n"));
}
