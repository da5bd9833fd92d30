using System.Runtime.Versioning;
using OpenAiSpend.Export.Files;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class OutputFileTests
{
    private const UnixFileMode ForOneself = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Write_OfAFile_LetsNobodyElseReadIt()
    {
        using var folder = new TemporaryFolder();
        var modes = new List<UnixFileMode>();
        await WriteAsync(folder.File("out"), _ =>
        {
            modes.AddRange(Directory.GetFiles(folder.Path).Select(File.GetUnixFileMode));
            return Task.CompletedTask;
        });
        Assert.Equal([ForOneself, ForOneself], modes);
        Assert.Equal(ForOneself, File.GetUnixFileMode(folder.File("out")));
    }

    [Fact]
    public async Task Write_BesideAPartialFileThatOthersCouldRead_ClosesIt()
    {
        using var folder = new TemporaryFolder();
        var partial = folder.Write("out.partial", "of an older version");
        File.SetUnixFileMode(partial, ForOneself | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await WriteAsync(folder.File("out"), _ =>
        {
            Assert.Equal(ForOneself, File.GetUnixFileMode(partial));
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_WhosePartialFileIsALink_FollowsItNowhere(bool exists)
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var victim = elsewhere.File("victim");
        if (exists)
        {
            elsewhere.Write("victim", "of somebody else");
        }

        File.CreateSymbolicLink(folder.File("out.partial"), victim);
        var failure = await Assert.ThrowsAsync<IOException>(() => WriteAsync(folder.File("out"), static _ => Task.CompletedTask));
        Assert.Contains("out.partial is a link", failure.Message, StringComparison.Ordinal);
        Assert.Equal(exists ? "of somebody else" : null, File.Exists(victim) ? await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken) : null);
        Assert.False(File.Exists(folder.File("out")));
    }

    private static Task WriteAsync(string path, Func<Stream, Task> write) =>
        OutputFile.WriteAsync(path, "acme", new FakeOrganization().Reader(), write, TestContext.Current.CancellationToken);
}
