using System.Xml.Linq;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>What the Dockerfile says agrees with the program and with the repository.</summary>
public sealed class DockerfileTests
{
    private const string StatePath = "/var/lib/openai-spend-exporter";

    [Fact]
    public void From_EachImage_IsDotnetsOwnInTheVersionOfTheProgram() => Assert.All(
        Dockerfile.All.Where(static instruction => instruction.Name == "FROM"),
        static from => Assert.Matches(@"(^|\s)mcr\.microsoft\.com/dotnet/(sdk|aspnet):10\.0-noble(-chiseled)?(\s|$)", from.Text));

    [Fact]
    public void Image_User_IsNotRootAndOwnsTheState()
    {
        var user = Text("USER");

        Assert.True(int.Parse(user) > 0);
        Assert.Contains(Dockerfile.Image, copy => copy.Name == "COPY" && copy.Text.Contains($"--chown={user}:{user} ", StringComparison.Ordinal) && copy.Copy.To == StatePath);
    }

    [Fact]
    public void Image_State_IsAVolumeAndTheConfigurationNamesIt()
    {
        Assert.Equal(StatePath, Text("VOLUME"));
        Assert.Contains(Dockerfile.Build, static run => run.Text.Contains($"path: {StatePath}\\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Image_Port_IsTheExportersOwnOnAllInterfaces()
    {
        Assert.Equal("9718", Text("EXPOSE"));
        Assert.Contains("\"--web.listen-address=0.0.0.0:9718\"", Text("ENTRYPOINT"), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_HealthCheck_IsTheProgramsOwn() =>
        Assert.EndsWith("CMD [\"/app/OpenAiSpend.Exporter\", \"healthcheck\"]", Text("HEALTHCHECK"), StringComparison.Ordinal);

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("source")]
    [InlineData("licenses")]
    [InlineData("version")]
    [InlineData("revision")]
    public void Image_Labels_AreThoseOfOci(string name) => Assert.Contains($"org.opencontainers.image.{name}=\"", Text("LABEL"), StringComparison.Ordinal);

    [Fact]
    public void Build_ProjectFiles_AreThoseOfEveryProjectThatTheExporterNeeds()
    {
        var copied = Dockerfile.Build.Where(static copy => copy.Name == "COPY").SelectMany(static copy => copy.Copy.From).ToHashSet();

        Assert.All(Projects("OpenAiSpend.Exporter"), project =>
        {
            Assert.Contains($"src/{project}/{project}.csproj", copied);
            Assert.Contains($"src/{project}/packages.lock.json", copied);
        });
    }

    [Fact]
    public void Build_EachFileThatIsCopied_ExistsAndIsNotIgnored()
    {
        var allowed = File.ReadLines(Repository.File(".dockerignore")).Where(static line => line.StartsWith('!')).Select(static line => line[1..]).ToArray();

        Assert.All(Dockerfile.Build.Where(static copy => copy.Name == "COPY").SelectMany(static copy => copy.Copy.From), path =>
        {
            Assert.True(Path.Exists(Repository.File(path)), $"There is no {path}.");
            Assert.Contains(allowed, pattern => $"{path}/".StartsWith($"{pattern}/", StringComparison.Ordinal));
        });
    }

    private static string Text(string name) => Dockerfile.Image.Single(instruction => instruction.Name == name).Text;

    private static HashSet<string> Projects(string project)
    {
        HashSet<string> found = [project];
        foreach (var reference in XDocument.Load(Repository.File("src", project, $"{project}.csproj")).Descendants("ProjectReference"))
        {
            found.UnionWith(Projects(Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)));
        }

        return found;
    }
}
