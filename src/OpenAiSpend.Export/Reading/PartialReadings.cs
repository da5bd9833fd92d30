using System.Text;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Export.Reading;

/// <summary>
/// What was read so far, in a file beside the output, so that a run that was interrupted does not ask again. It is good
/// for the same organization, the same version and the UTC day on which it was begun: OpenAI revises what it has said.
/// The first line says what it is good for; each line after it is a query, a tab and the reading.
/// </summary>
internal sealed class PartialReadings : IDisposable
{
    /// <summary>What the file is called beyond the name of the output.</summary>
    public const string Extension = ".partial";

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Length)> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private PartialReadings(FileStream file) => _file = file;

    /// <summary>Whether nothing has been read yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Opens what an earlier run left, or begins anew where it is not good any more.</summary>
    /// <param name="output">The file that is going to be written.</param>
    /// <param name="identity">What the readings are good for; holds no key.</param>
    /// <param name="today">The current day.</param>
    /// <exception cref="IOException">It cannot be opened, or another run is using it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static PartialReadings Open(string output, string identity, UtcDay today)
    {
        var partial = new PartialReadings(new FileStream(output + Extension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            partial.Load(Encoding.UTF8.GetBytes($"{BuildIdentity.Current.Version} {BuildIdentity.Current.Revision} {today} {identity}\n"));
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
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

            var text = new byte[place.Length];
            _file.Seek(place.Offset, SeekOrigin.Begin);
            _file.ReadExactly(text);
            return ReadingJson.Read(text, query.Surface);
        }
    }

    /// <summary>Keeps a reading.</summary>
    public void Add(SurfaceQuery query, SurfaceReading reading)
    {
        var text = ReadingJson.Write(reading);
        lock (_lock)
        {
            _file.Seek(0, SeekOrigin.End);
            _file.Write(Encoding.UTF8.GetBytes($"{Key(query)}\t"));
            _file.Write(text);
            _file.WriteByte((byte)'\n');
            _file.Flush();
            IsEmpty = false;
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

    private void Load(byte[] header)
    {
        var found = new byte[header.Length];
        if (_file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || !found.AsSpan().SequenceEqual(header))
        {
            _file.SetLength(0);
            _file.Write(header);
            _file.Flush();
            return;
        }

        // A run that was killed may have left half a line at the end: it is cut off.
        var line = new List<byte>();
        long start = header.Length, whole = start;
        var buffered = new BufferedStream(_file, 64 * 1024);
        buffered.Seek(start, SeekOrigin.Begin);
        var at = start;
        var tab = -1;
        for (int next; (next = buffered.ReadByte()) >= 0;)
        {
            at++;
            if (next == '\n')
            {
                if (tab >= 0)
                {
                    _known[Encoding.UTF8.GetString([.. line])] = (start + tab + 1, checked((int)(at - 1 - start - tab - 1)));
                }

                line.Clear();
                (start, whole, tab) = (at, at, -1);
            }
            else if (tab < 0)
            {
                if (next == '\t')
                {
                    tab = line.Count;
                }
                else
                {
                    line.Add((byte)next);
                }
            }
        }

        _file.SetLength(whole);
        IsEmpty = _known.Count == 0;
    }
}
