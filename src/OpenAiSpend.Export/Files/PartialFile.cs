using System.Text;
using System.Text.Json;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Export.Files;

/// <summary>
/// What was read so far, in a file beside the output, so that a run that was interrupted does not ask again. It is good
/// for the same organization, the same version and the UTC day on which it was begun: OpenAI revises what it has said.
/// It holds texts, each with the length and bytes of a JSON document: first what it is good for, with none, then queries and what was read.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>What the file is called beyond the name of the output.</summary>
    public const string Extension = ".partial";

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Length)> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private PartialFile(FileStream file) => _file = file;

    /// <summary>Whether nothing has been read yet.</summary>
    public bool IsEmpty => _known.Count == 0;

    /// <summary>Opens what an earlier run left, or begins anew where it is not good any more.</summary>
    /// <param name="output">The file that is going to be written.</param>
    /// <param name="identity">What is read, without the key.</param>
    /// <param name="today">The current day.</param>
    /// <exception cref="IOException">It cannot be opened, or another run is using it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static PartialFile Open(string output, string identity, UtcDay today)
    {
        // A link might lead to a file that is not ours to overwrite. A new file is never made through one.
        var path = new FileInfo(output + Extension);
        if (path.LinkTarget is not null)
        {
            throw new IOException($"{path} is a link: remove it");
        }

        var partial = new PartialFile(OutputFile.OpenForOneself(path.FullName, path.Exists ? FileMode.Open : FileMode.CreateNew));
        partial.Load($"{BuildIdentity.Current.Version} {BuildIdentity.Current.Revision} {today} {identity}");
        return partial;
    }

    /// <summary>What was read before, or null.</summary>
    public SurfaceReading? Find(SurfaceQuery query)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(Key(query), out var place))
            {
                return null;
            }

            var json = new byte[place.Length];
            _file.Position = place.Offset;
            _file.ReadExactly(json);
            return JsonSerializer.Deserialize(json, KeptJson.Default.KeptReading)!.Restore(query);
        }
    }

    /// <summary>Keeps what was read.</summary>
    public void Add(SurfaceQuery query, SurfaceReading reading)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(KeptReading.Of(reading), KeptJson.Default.KeptReading);
        lock (_lock)
        {
            _file.Position = _file.Length;
            Write(Key(query), json);
            _known[Key(query)] = (_file.Length - json.Length, json.Length);
        }
    }

    /// <summary>Removes the file: the output is whole.</summary>
    public void Remove()
    {
        _file.Dispose();
        File.Delete(_file.Name);
    }

    public void Dispose() => _file.Dispose();

    private static string Key(SurfaceQuery query) =>
        $"{query.Surface} {string.Join(',', query.GroupBy)} {query.Window.Start.Number} {query.Window.End.Number}";

    private void Write(string text, byte[] json)
    {
        using var writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        writer.Write(text);
        writer.Write(json.Length);
        writer.Write(json);
    }

    private void Load(string goodFor)
    {
        var whole = 0L;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        try
        {
            while (_file.Position < _file.Length)
            {
                var (text, length) = (reader.ReadString(), reader.ReadInt32());
                if (length < 0 || length > _file.Length - _file.Position || (whole == 0 && text != goodFor))
                {
                    break;
                }

                if (whole > 0)
                {
                    _known[text] = (_file.Position, length);
                }

                whole = _file.Position += length;
            }
        }
        catch (Exception failure) when (failure is EndOfStreamException or FormatException)
        {
            // A run that was killed may have left a part of a query at the end: it is cut off.
        }

        _file.SetLength(whole);
        if (whole == 0)
        {
            Write(goodFor, []);
        }
    }
}
