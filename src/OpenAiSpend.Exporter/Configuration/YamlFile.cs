using System.Globalization;
using System.Text;
using OpenAiSpend.Domain;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Makes keys and values of a configuration file, and refuses in words what is none.</summary>
internal static class YamlFile
{
    private const int MostBytes = 4 * 1024 * 1024;

    // The configuration has five levels; the library calls itself for each, until the stack is full.
    private const int MostLevels = 64;

    /// <summary>Reads the file.</summary>
    /// <returns>The text, and its keys and values; null where there are none.</returns>
    /// <exception cref="ConfigurationException">It cannot be read or is not valid.</exception>
    public static (string Text, YamlMappingNode? Root) Read(string file)
    {
        var text = ReadText(file);
        var line = 1L;
        try
        {
            Check(text, ref line);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents switch
            {
                [] => (text, null),
                [{ RootNode: YamlMappingNode root }] => (text, root),
                [{ RootNode: var root }] when YamlSection.IsNull(root) => (text, null),
                _ => throw new ConfigurationException(file, "the file must hold one YAML document of keys and values"),
            };
        }
        catch (YamlException broken)
        {
            throw Invalid(file, broken.Start.Line, (broken.InnerException ?? broken).Message);
        }
#pragma warning disable CA1031 // The library fails in many ways on what is not YAML.
        catch (Exception broken) when (broken is not ConfigurationException)
#pragma warning restore CA1031
        {
            throw Invalid(file, line, broken.Message);
        }
    }

    private static ConfigurationException Invalid(string file, long line, string why) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}"), $"not valid YAML: {why.TrimEnd('.')}");

    private static string ReadText(string file)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadAllBytes(file, MostBytes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException("--config.file", unreadable.Message.TrimEnd('.'));
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
            var control = text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
            return control < 0
                ? text
                : throw Invalid(file, 1 + text.AsSpan(0, control).Count('\n'), string.Create(CultureInfo.InvariantCulture, $"it holds the control character U+{(int)text[control]:X4}"));
        }
        catch (DecoderFallbackException other)
        {
            throw Invalid(file, 1 + bytes.AsSpan(0, other.Index).Count((byte)'\n'), "it is not UTF-8; save the file in that encoding");
        }
    }

    // What is nested too deep, and keys that are more than a word, are found before a tree is made of them.
    private static void Check(string text, ref long line)
    {
        // For each section that is open, whether a key comes next in it; for each list, null.
        var open = new Stack<bool?>();
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            var found = parser.Current!;
            line = found.Start.Line;
            if (found is MappingEnd or SequenceEnd)
            {
                open.Pop();
            }
            else if (found is NodeEvent or AnchorAlias)
            {
                if (open.TryPop(out var isKey))
                {
                    if (isKey is true && WrongWithKey(found) is { } wrong)
                    {
                        throw new YamlException(found.Start, found.End, wrong);
                    }

                    open.Push(!isKey);
                }

                if (found is MappingStart or SequenceStart)
                {
                    open.Push(found is MappingStart ? true : null);
                }

                if (open.Count > MostLevels)
                {
                    throw new YamlException(found.Start, found.End, $"it is nested deeper than {MostLevels} levels");
                }
            }
        }
    }

    private static string? WrongWithKey(ParsingEvent key) => key switch
    {
        Scalar { Style: ScalarStyle.Plain, Value: "<<" } => "merge keys (<<) are not supported; write the keys out",
        Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } or Scalar { Value: "" } => "a key is missing",
        Scalar => null,
        _ => "a key is a list, a section or an alias; a single word is needed",
    };
}
