using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Packages;

/// <summary>
/// A root folder of its own to install a package into: a shell for its scripts, the libraries that a program needs, and a
/// systemctl that does nothing but note what it was asked for.
/// </summary>
internal sealed class TestRoot : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>What systemctl was asked for so far.</summary>
    public IReadOnlyList<string> Systemctl => System.IO.File.Exists(File("/systemctl.log")) ? System.IO.File.ReadAllLines(File("/systemctl.log")) : [];

    /// <summary>What keeps a package from being installed and started here, or nothing if it can be.</summary>
    public static async Task<string?> LackAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Only root can install packages.";
        }

        var (exitCode, output) = await Tool.RunAsync("/", "unshare", "--mount", "mount", "--rbind", "/proc", "/proc");
        return exitCode == 0 ? null : $"This machine does not let root mount: {output}";
    }

    /// <summary>Makes the folder, with what a program needs to run in it.</summary>
    public static async Task<TestRoot> CreateAsync(string program)
    {
        var root = new TestRoot();
        foreach (var folder in new[] { "/etc", "/tmp", "/proc", "/dev", "/run/systemd/system", "/var/lib/dpkg/updates", "/var/lib/dpkg/info", "/usr/bin" })
        {
            Directory.CreateDirectory(root.File(folder));
        }

        foreach (var (link, target) in new[] { ("/bin", "usr/bin"), ("/lib", "usr/lib"), ("/lib64", "usr/lib64"), ("/sbin", "usr/bin") })
        {
            Directory.CreateDirectory(root.File($"/{target}"));
            System.IO.File.CreateSymbolicLink(root.File(link), target);
        }

        await System.IO.File.WriteAllTextAsync(root.File("/var/lib/dpkg/status"), string.Empty);
        await System.IO.File.WriteAllTextAsync(root.File("/usr/bin/systemctl"), "#!/bin/sh\necho \"$*\" >> /systemctl.log\n");
        root.OpenToAll("/usr/bin/systemctl");
        root.OpenToAll("/");

        // OpenSSL is opened while the program runs, so that it is in no list.
        string[] needed = ["/bin/sh", "/bin/rm", program, await LibraryAsync("libssl.so.3"), await LibraryAsync("libcrypto.so.3")];
        foreach (var file in needed)
        {
            root.CopyOfMachine(file == program ? null : file);
            foreach (var word in (await Tool.SucceedsAsync(root.Path, "ldd", file)).Split((char[])['\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word[0] == '/'))
            {
                root.CopyOfMachine(word.TrimEnd(':'));
            }
        }

        return root;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Where a path of the root is on this machine.</summary>
    public string File(string path) => $"{_folder.Path}{path}";

    /// <summary>Starts a program of the root as a user without rights. The /proc and /dev of this machine are there for it alone.</summary>
    public RunningProgram Start(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment) =>
        RunningProgram.Start("unshare", ["--mount", "sh", "-ec", "mount --rbind /proc \"$0/proc\"; mount --rbind /dev \"$0/dev\"; exec chroot --userspec=64000:64000 \"$0\" \"$@\"", _folder.Path, .. command], environment);

    /// <summary>Gives a file or folder of the root to the user as whom programs are started.</summary>
    public Task GiveAsync(string path) => Tool.SucceedsAsync(Path, "chown", "64000:64000", File(path));

    private static async Task<string> LibraryAsync(string name) =>
        (await Tool.SucceedsAsync("/", "ldconfig", "-p")).Split('\n').First(line => line.Contains($"{name} ", StringComparison.Ordinal)).Split("=> ")[1].Trim();

    private void CopyOfMachine(string? file)
    {
        if (file is null || System.IO.File.Exists(File(file)))
        {
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(file))!);
        System.IO.File.Copy(file, File(file));
    }

    private void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File(path), (UnixFileMode)0b111_101_101);
        }
    }
}
