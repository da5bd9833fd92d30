using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>The commands of the Dockerfile, run one by one on the files that it copies, where no image can be built.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Build_EachStep_LeadsToAProgramThatIsHealthy()
    {
        Assert.SkipWhen(await Buildah.LackAsync() is null, "ImageTests build the image itself.");
        Directory.CreateDirectory(_folder.File("source"));
        foreach (var step in Dockerfile.Build)
        {
            if (step.Name == "COPY")
            {
                Copy(step.Copy.From, step.Copy.To);
            }
            else if (step.Name == "RUN")
            {
                await RunAsync(step.Text.Replace(" /app", $" {_folder.File("app")}", StringComparison.Ordinal).Replace("/files/", $"{_folder.File("files")}/", StringComparison.Ordinal));
            }
        }

        var exporter = _folder.File("app/OpenAiSpend.Exporter");
        var address = $"127.0.0.1:{Loopback.FreePort()}";
        await using var program = RunningProgram.Start(
            exporter, ["--demo", "--web.listen-address", address], new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" });
        await Eventually.True(
            async () => await ExitCodeAsync(exporter, "healthcheck", "--web.listen-address", address) == 0, $"The program did not get healthy:\n{program.Output}", Patience);

        Assert.Equal(0, await ExitCodeAsync(exporter, "check-config", "--demo", "--config.file", _folder.File("files/etc/openai-spend-exporter/exporter.yml")));
        Assert.True(Directory.Exists(_folder.File("files/var/lib/openai-spend-exporter")));
    }

    // The build server's CI=true holds every restore to the lock files; there is none of it where an image is built.
    private async Task RunAsync(string command)
    {
        var environment = new Dictionary<string, string> { ["TARGETARCH"] = "amd64", ["REVISION"] = "abc", ["CI"] = "" };
        await using var run = RunningProgram.Start("sh", ["-ec", command], environment, _folder.File("source"));
        Assert.True(await run.ExitCodeAsync(Patience) == 0, $"{command}\n{run.Output}");
    }

    private static async Task<int> ExitCodeAsync(string file, params string[] arguments)
    {
        await using var run = RunningProgram.Start(file, arguments);
        return await run.ExitCodeAsync(Patience);
    }

    private void Copy(string[] from, string to)
    {
        foreach (var path in from)
        {
            var source = Repository.File(path.TrimEnd('/'));
            var target = Path.Combine(_folder.File("source"), to);
            if (File.Exists(source))
            {
                Directory.CreateDirectory(target);
                File.Copy(source, Path.Combine(target, Path.GetFileName(source)), overwrite: true);
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(static file => !IsBuilt(file)))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy, overwrite: true);
            }
        }
    }

    // What .dockerignore leaves out.
    private static bool IsBuilt(string file) => file.Split('/').Any(static part => part is "bin" or "obj");
}
