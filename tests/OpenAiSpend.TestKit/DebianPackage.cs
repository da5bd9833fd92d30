using System.ComponentModel;

namespace OpenAiSpend.TestKit;

/// <summary>
/// A program of a newer Debian than this machine may have. It is fetched with apt-get, from the mirror that the machine
/// is configured for, with package lists of its own in a temporary folder, and nothing is installed.
/// </summary>
public sealed class DebianPackage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    private DebianPackage()
    {
    }

    /// <summary>The program, or null where it could not be fetched or does not run here.</summary>
    public string? Program { get; private set; }

    /// <summary>Why there is no program.</summary>
    public string Reason { get; private set; } = "No mirror is configured.";

    /// <summary>Fetches a package.</summary>
    /// <param name="name">The name of the package, which is that of its program.</param>
    /// <param name="suites">The releases to look in, one after the other.</param>
    public static async Task<DebianPackage> FetchAsync(string name, params string[] suites)
    {
        ArgumentNullException.ThrowIfNull(suites);
        DebianPackage package = new();
        try
        {
            var mirrors = await MirrorsAsync();
            foreach (var (suite, mirror) in suites.SelectMany(_ => mirrors, static (suite, mirror) => (suite, mirror)))
            {
                if (await package.TryFetchAsync(name, suite, mirror))
                {
                    break;
                }
            }
        }
        catch (Win32Exception noSuchProgram)
        {
            package.Reason = noSuchProgram.Message;
        }

        return package;
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string[]> MirrorsAsync()
    {
        await using var targets = RunningProgram.Start("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Component: main"]);
        await targets.ExitCodeAsync(Patience);
        return [.. targets.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }

    private async Task<bool> TryFetchAsync(string name, string suite, string mirror)
    {
        Directory.CreateDirectory(_folder.File("lists/partial"));
        Directory.CreateDirectory(_folder.File("cache/archives/partial"));
        _folder.Write("sources.list", $"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {suite} main");
        var program = _folder.File($"root/usr/bin/{name}");
        if (await SucceedsAsync("apt-get", [.. OwnLists, "update"])
            && await SucceedsAsync("apt-get", [.. OwnLists, "download", name])
            && await SucceedsAsync("dpkg", ["-x", Directory.GetFiles(_folder.Path, $"{name}_*.deb").First(), _folder.File("root")])
            && await SucceedsAsync(program, ["--version"]))
        {
            Program = program;
        }

        return Program is not null;
    }

    private IEnumerable<string> OwnLists =>
    [
        "-q", "-o", $"Dir::Etc::SourceList={_folder.File("sources.list")}", "-o", "Dir::Etc::SourceParts=-",
        "-o", $"Dir::State::Lists={_folder.File("lists")}", "-o", $"Dir::Cache={_folder.File("cache")}",
        "-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User=root", "-o", "APT::Update::Error-Mode=any",
    ];

    private async Task<bool> SucceedsAsync(string file, IEnumerable<string> arguments)
    {
        await using var program = RunningProgram.Start(file, arguments, directory: _folder.Path);
        var exitCode = await program.ExitCodeAsync(Patience);
        Reason = $"{Path.GetFileName(file)} ended with {exitCode}:\n{program.Output}";
        return exitCode == 0;
    }
}
