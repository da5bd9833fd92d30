using OpenAiSpend.Monitoring.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>
/// Builds and runs images without an engine and without fetching anything: the base images are empty, and have this
/// machine's programs, .NET and packages mounted.
/// </summary>
internal sealed class Buildah : IDisposable
{
    private static readonly string[] BaseImages = [.. Dockerfile.All.Where(static from => from.Name == "FROM").Select(static from => from.Text.Split(' ').First(static word => word.Contains('/', StringComparison.Ordinal)))];
    private static readonly string[] Mounts = ["--volume", "/usr:/usr:ro"];
    private static readonly Lazy<Task<string?>> Lack = new(TryAsync);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What keeps it from working on this machine, or nothing if it works.</summary>
    public static Task<string?> LackAsync() => Lack.Value;

    /// <summary>Puts an image with nothing in it in the place of each base image.</summary>
    public async Task MakeBaseImagesAsync()
    {
        var root = Directory.CreateDirectory(_folder.File("base")).FullName;
        foreach (var folder in new[] { "usr", "etc", "tmp", "root", "proc", "sys", "dev" })
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        foreach (var folder in new[] { "bin", "lib", "lib64", "sbin" })
        {
            File.CreateSymbolicLink(Path.Combine(root, folder), $"usr/{folder}");
        }

        // What this machine needs to reach its packages.
        string[] needed = ["SSL_CERT_FILE", "SSL_CERT_DIR", "NUGET_CERT_REVOCATION_MODE", "HTTPS_PROXY", "https_proxy"];
        var environment = needed.Select(static name => (name, Value: Environment.GetEnvironmentVariable(name))).Where(static variable => variable.Value is not null);
        var instructions = _folder.Write("Base", $"FROM scratch\nCOPY . /\nENV PATH=/usr/bin:/bin {string.Join(' ', environment.Select(static variable => $"{variable.name}=\"{variable.Value}\""))}\n");
        foreach (var image in BaseImages)
        {
            await SucceedsAsync("bud", "--isolation", "chroot", "--file", instructions, "--tag", image, root);
        }
    }

    public Task<string> BuildAsync(string tag) =>
        SucceedsAsync(["bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "--build-arg", "REVISION=abc", .. Mounts, .. OfTheBuild, "--tag", tag, Repository.Root]);

    /// <summary>The arguments that run a command in a container, with the image's user and environment.</summary>
    public IEnumerable<string> Run(string container, IEnumerable<string> environment, IEnumerable<string> command) =>
        [.. Storage, "run", "--isolation", "chroot", .. Mounts, .. environment.SelectMany(static variable => new[] { "--env", variable }), container, "--", .. command];

    public async Task<string> SucceedsAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await Tool.RunAsync(Repository.Root, "buildah", [.. Storage, .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"buildah ended with {exitCode}:\n{output}");
    }

    private static string[] OfTheBuild =>
        ["--volume", "/etc:/etc:ro", "--volume", $"{Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget")}:/root/.nuget"];

    private string[] Storage => ["--storage-driver", "vfs", "--root", _folder.File("images"), "--runroot", _folder.File("run")];

    // It takes a system that lets it mount, and a .NET SDK below /usr.
    private static async Task<string?> TryAsync()
    {
        using var buildah = new Buildah();
        try
        {
            await buildah.MakeBaseImagesAsync();
            var dockerfile = buildah._folder.Write("Dockerfile", $"FROM {BaseImages[0]}\nRUN dotnet --version\n");
            await buildah.SucceedsAsync(["bud", "--isolation", "chroot", "--pull-never", .. Mounts, .. OfTheBuild, "--file", dockerfile, buildah._folder.File("base")]);
            return null;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return exception.Message;
        }
    }
}
