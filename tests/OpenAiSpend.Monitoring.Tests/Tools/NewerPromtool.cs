using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Tools;

/// <summary>
/// The promtool of Prometheus 3, which Debian has in sid. It is fetched into a temporary folder with apt-get, from the
/// mirror that this machine is configured for, and nothing is installed. The program is linked statically.
/// </summary>
public sealed class NewerPromtool : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string? _program;
    private string _reason = "";

    /// <summary>The program; skips the test where it could not be fetched.</summary>
    public string OrSkip()
    {
        Assert.SkipWhen(_program is null, $"Prometheus 3 could not be fetched from Debian sid. {_reason}");
        return _program!;
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _program = await FetchAsync();
        }
        catch (System.ComponentModel.Win32Exception noSuchProgram)
        {
            _reason = noSuchProgram.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> FetchAsync()
    {
        var (_, mirrors) = await Tool.RunAsync(_folder.Path, "apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Component: main");
        Directory.CreateDirectory(_folder.File("lists/partial"));
        Directory.CreateDirectory(_folder.File("cache/archives/partial"));
        foreach (var mirror in mirrors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            _folder.Write("sources.list", $"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} sid main");
            if (await SucceedsAsync("apt-get", [.. OwnLists, "update"])
                && await SucceedsAsync("apt-get", [.. OwnLists, "download", "promtool"])
                && await SucceedsAsync("dpkg", ["-x", Directory.GetFiles(_folder.Path, "promtool_*.deb").Single(), _folder.File("root")])
                && await SucceedsAsync(_folder.File("root/usr/bin/promtool"), ["--version"]))
            {
                return _folder.File("root/usr/bin/promtool");
            }
        }

        return null;
    }

    private IEnumerable<string> OwnLists =>
    [
        "-q", "-o", $"Dir::Etc::SourceList={_folder.File("sources.list")}", "-o", "Dir::Etc::SourceParts=-",
        "-o", $"Dir::State::Lists={_folder.File("lists")}", "-o", $"Dir::Cache={_folder.File("cache")}",
        "-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User=root", "-o", "APT::Update::Error-Mode=any",
    ];

    private async Task<bool> SucceedsAsync(string file, IEnumerable<string> arguments)
    {
        var (exitCode, output) = await Tool.RunAsync(_folder.Path, file, arguments);
        _reason = exitCode == 0 ? _reason : $"{Path.GetFileName(file)} ended with {exitCode}:\n{output}";
        return exitCode == 0;
    }
}
