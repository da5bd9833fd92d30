using System.Text.RegularExpressions;
using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.TestKit;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Installation.Tests.Releases;

/// <summary>The workflows are what GitHub takes, pin what they use, and may do no more than they need.</summary>
public sealed partial class WorkflowTests(NpmPackages npm)
{
    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Repository.File(".github", "workflows")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public async Task Workflow_ByActionlint_HasNothingWrong(string name) => await npm.RunAsync("workflows.mjs", Read(name));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_EachAction_IsPinnedByItsHash(string name) => Assert.All(
        Uses().Matches(Read(name)).Select(static match => match.Groups[1].Value).Where(static used => !used.StartsWith("./", StringComparison.Ordinal)),
        static used => Assert.Matches("^[a-z/-]+@[0-9a-f]{40} # v[0-9.]+$", used));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_WithoutMore_MayOnlyReadTheSource(string name)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Read(name)));

        Assert.Equal("{ { contents, read } }", $"{((YamlMappingNode)yaml.Documents.Single().RootNode)["permissions"]}");
    }

    private static string Read(string name) => File.ReadAllText(Repository.File(".github", "workflows", name));

    [GeneratedRegex("uses: (.*)")]
    private static partial Regex Uses();
}
