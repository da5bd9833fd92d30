using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Packages;

/// <summary>The packages of the native file, as <c>deploy/packages/build.sh</c> makes them.</summary>
public sealed class BuiltPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _built;

    public BuiltPackages() => _built = new(async () =>
    {
        await Tool.SucceedsAsync(Repository.Root, Repository.File("deploy", "packages", "build.sh"), NativeProgram.OrSkip(), "amd64", _folder.Path);
        return _folder.Path;
    });

    public void Dispose() => _folder.Dispose();

    /// <summary>A package by the end of its name; skips the test where it cannot be made or installed.</summary>
    public async Task<string> OrSkipAsync(string end)
    {
        NativeProgram.OrSkip();
        var lack = await TestRoot.LackAsync();
        Assert.SkipWhen(lack is not null, $"{lack}");
        return Assert.Single(Directory.GetFiles(await _built.Value, $"*.{end}"));
    }
}
