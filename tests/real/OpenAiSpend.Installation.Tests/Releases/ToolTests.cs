using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Releases;

/// <summary>The exporter as a .NET tool: packed, installed from a folder, started.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tool_InstalledFromAFolder_ServesTheDemo()
    {
        // What it packs has been built with these tests.
        await Tool.SucceedsAsync(Repository.Root, "dotnet", "pack", "src/OpenAiSpend.Exporter", "-c", "Release", "--no-build", "-o", _folder.File("feed"), "--nologo");
        await Tool.SucceedsAsync(_folder.Path, "dotnet", "tool", "install", "OpenAiSpend.Exporter", "--tool-path", _folder.File("tools"), "--source", _folder.File("feed"));

        var address = $"127.0.0.1:{Loopback.FreePort()}";
        var tool = _folder.File("tools/openai-spend-exporter");
        await using var program = RunningProgram.Start(tool, ["--demo", "--web.listen-address", address]);
        await Eventually.True(
            async () => (await Tool.RunAsync(_folder.Path, tool, "healthcheck", "--web.listen-address", address)).ExitCode == 0
                || (program.HasExited ? throw new InvalidOperationException(program.Output) : false),
            "The tool did not get ready.");
        await program.TerminateAsync();
        Assert.Equal(0, await program.ExitCodeAsync());
    }
}
