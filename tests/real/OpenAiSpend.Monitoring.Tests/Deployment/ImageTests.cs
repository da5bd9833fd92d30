using System.Text.Json;
using OpenAiSpend.Monitoring.Tests.Rules;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>The image as its Dockerfile makes it, on stand-ins for the base images, and the program in it.</summary>
public sealed class ImageTests : IDisposable
{
    private const string Image = "openai-spend-exporter";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Buildah _buildah = new();

    public void Dispose() => _buildah.Dispose();

    [Fact]
    public async Task Image_BuiltFromTheDockerfile_RunsAsItsUserAndIsHealthy()
    {
        var lack = await Buildah.LackAsync();
        Assert.SkipWhen(lack is not null, $"No image can be built here, so that PublishTests run the commands instead: {lack}");
        await _buildah.MakeBaseImagesAsync();
        await _buildah.BuildAsync(Image);

        using var inspected = JsonDocument.Parse(await _buildah.SucceedsAsync("inspect", "--type", "image", Image));
        var config = inspected.RootElement.GetProperty("Docker").GetProperty("config");
        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal("abc", config.GetProperty("Labels").GetProperty("org.opencontainers.image.revision").GetString());
        var container = (await _buildah.SucceedsAsync("from", "--pull-never", Image)).Trim();

        // With the variables as Compose passes them on where none is set.
        string[] unset = [.. Compose.Services["exporter"].Texts("environment").Keys.Select(static name => $"{name}=")];
        await using var keyless = RunningProgram.Start("buildah", _buildah.Run(container, unset, [.. Texts(config, "Entrypoint"), .. Texts(config, "Cmd")]));
        Assert.Equal(2, await keyless.ExitCodeAsync(Patience));
        Assert.Contains("OPENAI_ADMIN_KEY: no OpenAI admin key is configured", keyless.Output, StringComparison.Ordinal);

        var address = $"--web.listen-address=127.0.0.1:{Loopback.FreePort()}";
        string[] demo = [.. unset.Where(static variable => variable != "OPENAI_SPEND_DEMO="), "OPENAI_SPEND_DEMO=true"];
        await using var program = RunningProgram.Start("buildah", _buildah.Run(container, demo, [Texts(config, "Entrypoint")[0], address, .. Texts(config, "Cmd")]));
        string[] check = [.. Texts(config.GetProperty("Healthcheck"), "Test").Skip(1), address];
        await Eventually.True(async () => await ExitCodeAsync(container, check) == 0, $"The program did not get healthy:\n{program.Output}", Patience);
        await program.TerminateAsync();
    }

    private async Task<int> ExitCodeAsync(string container, string[] command)
    {
        await using var run = RunningProgram.Start("buildah", _buildah.Run(container, [], command));
        return await run.ExitCodeAsync(Patience);
    }

    private static string[] Texts(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(static text => text.GetString()!)];
}
