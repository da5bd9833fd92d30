using System.Reflection;
using System.Xml.Linq;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests;

/// <summary>The rooms of <c>src</c>: which may know which, and that none has a word for something that another one means otherwise.</summary>
public sealed class RoomsTests
{
    private const string Simulator = "Simulator";

    // Each with all that it may know. Who knows the program knows everything.
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Domain"] = [],
        ["Accounting"] = ["Domain"],
        ["OpenAi"] = ["Domain"],
        ["Collection"] = ["Domain", "Accounting"],
        ["Exposition"] = ["Domain", "Accounting"],
        ["Hosting"] = ["Domain", "Accounting", "OpenAi", "Traces", "Collection", "Exposition"],
        ["Page"] = ["Domain", "Accounting"],
        ["Export"] = ["Domain", "Accounting", "Exposition"],
        ["Attribution"] = [],
        ["Traces"] = ["Domain"],
        ["Exporter"] = ["Domain", "Accounting", "OpenAi", "Traces", "Collection", "Exposition", "Hosting", "Page", "Export", Simulator],
        [Simulator] = [],
    };

    private static IEnumerable<string> Rooms => Directory.GetDirectories(Repository.File("src"), "OpenAiSpend.*").Select(static path => Room(path));

    public static TheoryData<string> Names => [.. Rooms];

    [Fact]
    public void Rooms_OfTheTable_AreThoseOfTheTree() => Assert.Equal(MayReference.Keys.Order(StringComparer.Ordinal), Rooms.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void References_OfARoom_GoOneWay(string room)
    {
        var project = XDocument.Load(Repository.File("src", $"OpenAiSpend.{room}", $"OpenAiSpend.{room}.csproj"));
        var references = project.Descendants("ProjectReference").Select(static reference => Room(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
        Assert.Empty(references.Except(MayReference[room]));
    }

    // The libraries that stand in for code of ours, and the room that uses each.
    [Theory]
    [InlineData("Exposition", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Extensions.Hosting")]
    [InlineData("Exposition", "OpenTelemetry.Exporter.Prometheus.AspNetCore", "OpenTelemetry.Exporter.Prometheus.AspNetCore")]
    [InlineData("Hosting", "prometheus-net", "Prometheus.NetStandard")]
    public void Packages_ThatAreNamed_AreUsedByTheProgram(string room, string package, string assembly)
    {
        var project = XDocument.Load(Repository.File("src", $"OpenAiSpend.{room}", $"OpenAiSpend.{room}.csproj"));
        Assert.Contains(package, project.Descendants("PackageReference").Select(static reference => reference.Attribute("Include")!.Value));

        // A reference that no code needs is not in the assembly.
        Assert.Contains(assembly, Assembly.Load($"OpenAiSpend.{room}").GetReferencedAssemblies().Select(static name => name.Name));
        Assert.Contains($"OpenAiSpend.{room}", Assembly.Load("OpenAiSpend.Exporter").GetReferencedAssemblies().Select(static name => name.Name));
    }

    // The simulator is a reading of OpenAI's documentation of its own. It shares nothing, its words neither.
    [Fact]
    public void Types_OfAllRoomsButTheSimulator_HaveNamesOfTheirOwn()
    {
        var types = Rooms.Where(static room => room != Simulator)
            .SelectMany(static room => Assembly.Load($"OpenAiSpend.{room}").GetTypes())
            .Where(static type => !type.IsNested && type.Namespace?.StartsWith("OpenAiSpend", StringComparison.Ordinal) == true);
        Assert.Empty(types.GroupBy(static type => type.Name).Where(static types => types.Count() > 1).Select(static types => string.Join(", ", types)));
    }

    private static string Room(string project) => Path.GetFileName(project)["OpenAiSpend.".Length..];
}
