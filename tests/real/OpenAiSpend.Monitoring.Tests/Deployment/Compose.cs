using OpenAiSpend.Monitoring.Tests.Rules;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Deployment;

/// <summary>The compose file.</summary>
internal static class Compose
{
    public static YamlMappingNode File { get; } = YamlFile.Load("..", "docker-compose.yml");

    public static IReadOnlyDictionary<string, YamlMappingNode> Services { get; } = Mappings(File.Find("services"));

    public static IReadOnlyCollection<string> Volumes { get; } = [.. Mappings(File.Find("volumes")).Keys];

    public static IReadOnlyList<string> Texts(YamlNode? list) => list is YamlSequenceNode items ? [.. items.Select(static item => ((YamlScalarNode)item).Value!)] : [];

    /// <summary>What is mounted where, for a service.</summary>
    public static IEnumerable<(string Source, string Target)> Mounts(YamlMappingNode service) =>
        Texts(service.Find("volumes")).Select(static volume => volume.Split(':')).Select(static parts => (parts[0], parts[1]));

    /// <summary>The ports on which a service answers the others.</summary>
    public static IEnumerable<string> Ports(YamlMappingNode service) => Texts(service.Find("ports")).Select(static port => port.Split(':')[^1]);

    public static Dictionary<string, YamlMappingNode> Mappings(YamlNode? node) => node is YamlMappingNode mapping
        ? mapping.Children.ToDictionary(static pair => ((YamlScalarNode)pair.Key).Value!, static pair => pair.Value as YamlMappingNode ?? [])
        : [];
}
