using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OpenAiSpend.Exposition.Otlp;

/// <summary>
/// Reads a page that <see cref="SnapshotRenderer"/> wrote back into numbers, slice by slice, so that what is pushed is
/// what is scraped, and no second copy of the page is held in memory.
/// </summary>
internal sealed class PageSlices
{
    private static readonly byte[] Help = "# HELP "u8.ToArray();

    private readonly LabelStrings _strings = new();
    private readonly List<Tag> _tags = [];
    private List<PageGauge> _slice = [];
    private PageGauge? _family;

    private PageSlices()
    {
    }

    /// <summary>Reads a page.</summary>
    /// <param name="text">The page.</param>
    /// <param name="size">About how many bytes of the page make a slice; one chunk of it at least does.</param>
    /// <returns>The slices, each a list of families. A family that lies in two slices has a part in each.</returns>
    public static IEnumerable<IReadOnlyList<PageGauge>> Of(ChunkedBuffer text, long size)
    {
        PageSlices slices = new();
        var bytes = 0L;
        foreach (var chunk in text.Chunks)
        {
            slices.Read(chunk.Span);
            bytes += chunk.Length;
            if (bytes >= size)
            {
                yield return slices.Take();
                bytes = 0;
            }
        }

        if (bytes > 0)
        {
            yield return slices.Take();
        }
    }

    private List<PageGauge> Take()
    {
        var slice = _slice;
        slice.RemoveAll(static family => family.Measurements.Count == 0);
        _family = _family is null ? null : new PageGauge(_family.Name, _family.Help);
        _slice = _family is null ? [] : [_family];
        return slice;
    }

    // A line never lies in two chunks.
    private void Read(ReadOnlySpan<byte> chunk)
    {
        foreach (var range in chunk.Split((byte)'\n'))
        {
            var line = chunk[range];
            if (line.StartsWith(Help))
            {
                var declared = line[Help.Length..];
                var nameEnd = declared.IndexOf((byte)' ');
                _family = new PageGauge(Encoding.UTF8.GetString(declared[..nameEnd]), Encoding.UTF8.GetString(declared[(nameEnd + 1)..]));
                _slice.Add(_family);
            }
            else if (!line.IsEmpty && line[0] != (byte)'#')
            {
                _family!.Measurements.Add(Sample(line[_family.Name.Length..]));
            }
        }
    }

    private Measurement<double> Sample(ReadOnlySpan<byte> rest)
    {
        _tags.Clear();
        while (rest[0] != (byte)'}')
        {
            rest = rest[1..];
            var nameEnd = rest.IndexOf("=\""u8);
            var name = _strings.Of(rest[..nameEnd]);
            rest = rest[(nameEnd + 2)..];
            var valueEnd = rest.IndexOf((byte)'"');
            while (EndsInOddBackslashes(rest[..valueEnd]))
            {
                valueEnd += 1 + rest[(valueEnd + 1)..].IndexOf((byte)'"');
            }

            // To Prometheus an empty label is none; other receivers would tell the two apart.
            if (valueEnd > 0)
            {
                _tags.Add(new Tag(name, _strings.Of(rest[..valueEnd])));
            }

            rest = rest[(valueEnd + 1)..];
        }

        return new Measurement<double>(double.Parse(rest[2..], NumberStyles.Float, CultureInfo.InvariantCulture), _tags);
    }

    private static bool EndsInOddBackslashes(ReadOnlySpan<byte> text) => (text.Length - text.TrimEnd((byte)'\\').Length) % 2 == 1;
}
