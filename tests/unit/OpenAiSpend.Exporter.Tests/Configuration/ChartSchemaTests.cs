using System.Text.Json.Nodes;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

/// <summary>The schema of the Helm chart's values knows every key of the configuration, and no other: Helm refuses what it does not know.</summary>
public sealed class ChartSchemaTests : IDisposable
{
    private const string Schema = "charts/openai-spend-exporter/values.schema.json";
    private const string Unknown = "no_such_key";
    private const string Allowed = "unknown key; allowed here: ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Schema_ItsKeys_AreThoseThatTheProgramReads()
    {
        var config = JsonNode.Parse(File.ReadAllText(Repository.File(Schema)))!["definitions"]!["config"]!;

        var (read, written) = (Read(string.Empty, static inner => inner).ToArray(), Written(string.Empty, config).ToArray());
        Assert.True(read.ToHashSet().SetEquals(written), $"Add to definitions.config of {Schema}: {string.Join(", ", read.Except(written))}. Take away: {string.Join(", ", written.Except(read))}.");
    }

    /// <summary>The paths of all keys, as the program says them of a key that it does not know, section by section.</summary>
    private IEnumerable<string> Read(string section, Func<string, string> place)
    {
        foreach (var key in KeysOf(section, place))
        {
            var path = section.Length == 0 ? key : $"{section}.{key}";
            yield return path;

            foreach (var below in Read(path, inner => place($"{{{key}: {inner}}}")).Concat(Read($"{path}[0]", inner => place($"{{{key}: [{inner}]}}"))))
            {
                yield return below;
            }
        }
    }

    // None where no keys are read: the value is no section, or one with keys of the user's own.
    private string[] KeysOf(string section, Func<string, string> place)
    {
        var file = _folder.Write("exporter.yml", place($"{{{Unknown}: 1}}"));
        var wrong = Assert.Throws<ConfigurationException>(() => new ConfigurationReader(static _ => null).Read(new CommandLineOptions { ConfigFile = file }));
        var unknown = wrong.Errors.FirstOrDefault(error =>
            error.Message.StartsWith(Allowed, StringComparison.Ordinal) && error.Place.EndsWith($": {(section.Length == 0 ? Unknown : $"{section}.{Unknown}")}", StringComparison.Ordinal));
        return unknown?.Message[Allowed.Length..].Split(", ") ?? [];
    }

    private static IEnumerable<string> Written(string section, JsonNode schema)
    {
        foreach (var (key, value) in schema["properties"]?.AsObject() ?? [])
        {
            var path = section.Length == 0 ? key : $"{section}.{key}";
            var isList = value!["items"]?["properties"] is not null;
            foreach (var below in Written(isList ? $"{path}[0]" : path, isList ? value["items"]! : value).Prepend(path))
            {
                yield return below;
            }
        }
    }
}
