using OpenAiSpend.TestKit;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>A YAML file below <c>prometheus/</c>.</summary>
internal static class YamlFile
{
    public static string Folder { get; } = Repository.File("prometheus");

    public static YamlMappingNode Load(params string[] path)
    {
        using var text = File.OpenText(Path.Combine([Folder, .. path]));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    public static IEnumerable<YamlMappingNode> Mappings(this YamlNode? node) =>
        node is YamlSequenceNode sequence ? sequence.Children.Cast<YamlMappingNode>() : [];

    public static YamlNode? Find(this YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value : null;

    public static string? Text(this YamlMappingNode node, string key) => (node.Find(key) as YamlScalarNode)?.Value;

    public static Dictionary<string, string> Texts(this YamlMappingNode node, string key) =>
        node.Find(key) is YamlMappingNode texts
            ? texts.Children.ToDictionary(static pair => ((YamlScalarNode)pair.Key).Value!, static pair => ((YamlScalarNode)pair.Value).Value!)
            : [];
}
