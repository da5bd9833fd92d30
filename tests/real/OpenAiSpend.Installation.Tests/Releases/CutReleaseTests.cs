using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Releases;

/// <summary>The script that makes the next version, on a copy of what it changes.</summary>
public sealed class CutReleaseTests : IDisposable
{
    private static readonly string[] Changed =
        ["Directory.Build.props", "CHANGELOG.md", "charts/openai-spend-exporter/Chart.yaml", "deploy/kustomize/base/kustomization.yaml", ".ci/cut-release"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CutRelease_OfAVersion_SetsItWhereverItStandsAndSortsTheChangelog()
    {
        foreach (var file in Changed)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            File.Copy(Repository.File(file), _folder.File(file));
        }

        _folder.Write("CHANGELOG.md", "# Changelog\n\nWords.\n\n## Unreleased\n\n- [BUGFIX] One.\n- [FEATURE] Two.\n- [CHANGE] Three.\n- [FEATURE] Four.\n\n## 9.8.6 / 2026-01-01\n\n- [FEATURE] Old.\n");
        await Tool.SucceedsAsync(_folder.Path, "git", "init", "-q");

        // What it does with the lock files, dotnet does; there is no project here.
        await Tool.SucceedsAsync(_folder.Path, "sh", "-c", "mkdir bin; printf '#!/bin/sh\\n' > bin/dotnet; chmod +x bin/dotnet; PATH=$PWD/bin:$PATH exec .ci/cut-release 9.8.7");

        var changelog = await File.ReadAllTextAsync(_folder.File("CHANGELOG.md"), TestContext.Current.CancellationToken);
        Assert.Matches(
            @"^# Changelog\n\nWords\.\n\n## Unreleased\n\n## 9\.8\.7 / \d{4}-\d\d-\d\d\n\n- \[CHANGE\] Three\.\n- \[FEATURE\] Two\.\n- \[FEATURE\] Four\.\n- \[BUGFIX\] One\.\n\n## 9\.8\.6 / 2026-01-01\n\n- \[FEATURE\] Old\.\n$",
            changelog);
        Assert.All(Changed[..4], file => Assert.Contains("9.8.7", File.ReadAllText(_folder.File(file)), StringComparison.Ordinal));
        var changes = await Tool.RunAsync(Repository.Root, "git", "grep", "-lF", Version(), "--", "*.props", "*.csproj", "*.yaml", "Dockerfile", "*.sh");
        Assert.All(changes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static file => Assert.Contains(file, Changed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.2.3")]
    [InlineData("1.2")]
    public async Task CutRelease_OfWhatIsNoVersion_SaysHowItIsUsed(string version)
    {
        var (exitCode, output) = await Tool.RunAsync(_folder.Path, Repository.File(".ci", "cut-release"), version);

        Assert.Equal(2, exitCode);
        Assert.Contains(".ci/cut-release 0.2.0", output, StringComparison.Ordinal);
    }

    private static string Version() => System.Xml.Linq.XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
}
