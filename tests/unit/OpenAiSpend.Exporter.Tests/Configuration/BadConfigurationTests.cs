using System.Runtime.InteropServices;
using System.Text;
using OpenAiSpend.Exporter.Commands;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

/// <summary>What is wrong with a configuration is said before anything starts, with its place and without a secret.</summary>
public sealed class BadConfigurationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, BadConfiguration.All.Count)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Read_Anything_SaysWhatIsWrong(int number)
    {
        var bad = BadConfiguration.All[number];
        var args = bad.Write(_folder);
        var flags = new CommandLineOptions { ConfigFile = bad.Yaml is null ? null : args[1], ListenAddress = bad.Flags.Length > 0 ? bad.Flags[1] : null };
        var wrong = Assert.Throws<ConfigurationException>(() => new ConfigurationReader(bad.Variable).Read(flags));
        Assert.Equal(bad.Lines.Length, wrong.Errors.Length);
        Assert.All(bad.Expected(_folder).Zip(wrong.Errors), pair => Assert.StartsWith(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(BadConfiguration.Hidden, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfigAndServe_AnyBadConfiguration_SayTheSameAndExit2()
    {
        foreach (var bad in BadConfiguration.All)
        {
            var args = bad.Write(_folder);
            var check = await SaidAsync(bad, ["check-config", .. args]);
            var serve = await SaidAsync(bad, ["serve", .. args]);
            Assert.Equal(check, serve);
            Assert.All(bad.Expected(_folder).Zip(check), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
            Assert.Equal(bad.Lines.Length, check.Length);
        }
    }

    [Theory]
    [InlineData(null, "--config.file: FIFO is not a regular file")]
    [InlineData("organizations: [{name: x, admin_key_file: FIFO}]", "organizations[0].admin_key_file: The admin key file FIFO cannot be read: FIFO is not a regular file")]
    [InlineData("web: {bearer_token_file: FIFO}", "web.bearer_token_file: FIFO is not a regular file")]
    [InlineData("web: {tls_server_config: {cert_file: FIFO, key_file: FIFO}}", "web.tls_server_config.cert_file: FIFO is not a regular file")]
    [InlineData("state: {path: FIFO}", "state.path: FIFO is a file; a folder is needed")]
    public async Task Read_AFifoInPlaceOfAFile_IsRefusedAtOnce(string? yaml, string line)
    {
        var fifo = _folder.File("fifo");
        Assert.Equal(0, MakeFifo(fifo, 0x180));
        var file = yaml is null ? fifo : _folder.Write("exporter.yml", yaml.Replace("FIFO", fifo, StringComparison.Ordinal));
        var wrong = await Assert.ThrowsAsync<ConfigurationException>(() =>
            Task.Run(() => new ConfigurationReader(static _ => null).Read(new CommandLineOptions { ConfigFile = file }), TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains(line.Replace("FIFO", fifo, StringComparison.Ordinal), wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/exporter.yml", "--config.file: Could not find")]
    [InlineData("/", "--config.file: / is a folder; a file is needed")]
    [InlineData("/dev/zero", "--config.file: /dev/zero is larger than 4194304 bytes")]
    public void Read_AFileThatCannotBeRead_IsAllThatIsWrong(string file, string line)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => new ConfigurationReader(static _ => null).Read(new CommandLineOptions { ConfigFile = file }));
        Assert.StartsWith(line, Assert.Single(wrong.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AFileInLatin1_IsRefusedWithItsLine()
    {
        File.WriteAllBytes(_folder.File("exporter.yml"), Encoding.Latin1.GetBytes("projects:\n  proj_a: {team: Zürich}\n"));
        var wrong = Assert.Throws<ConfigurationException>(() => new ConfigurationReader(static _ => null).Read(new CommandLineOptions { ConfigFile = _folder.File("exporter.yml") }));
        Assert.Equal($"{_folder.File("exporter.yml")}:2: not valid YAML: it is not UTF-8; save the file in that encoding", Assert.Single(wrong.Errors).ToString());
    }

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private static async Task<string[]> SaidAsync(BadConfiguration bad, string[] args)
    {
        var errors = new StringWriter();
        var exitCode = await ExporterCommandLine.RunAsync(args, bad.Variable, errors).WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 2, $"{bad}: exit code {exitCode}");
        Assert.DoesNotContain(BadConfiguration.Hidden, errors.ToString(), StringComparison.Ordinal);
        return errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
