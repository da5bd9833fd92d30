using System.Buffers;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Series;

/// <summary>The labels of a series, but for the date of daily ones. A value that is empty is none.</summary>
/// <param name="names">The names, in the order of the exposition.</param>
/// <param name="values">The number of each value.</param>
/// <param name="pool">The values.</param>
internal sealed class LabelSet(IReadOnlyList<string> names, int[] values, LabelValues pool)
{
    private byte[]? _text;

    /// <summary>The text without the closing brace.</summary>
    public ReadOnlySpan<byte> Text => _text ??= Write();

    /// <summary>The labels that have a value, by name: to Prometheus an empty label is none, but other receivers would tell the two apart.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Tags
    {
        get
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] != LabelValues.None)
                {
                    yield return new KeyValuePair<string, object?>(names[i], pool.Value(values[i]));
                }
            }
        }
    }

    private byte[] Write()
    {
        var text = new ArrayBufferWriter<byte>(256);
        text.Write("{"u8);
        for (var i = 0; i < values.Length; i++)
        {
            text.Write(i == 0 ? default : ","u8);
            LabelText.Write(text, names[i], pool.Escaped(values[i]));
        }

        return text.WrittenSpan.ToArray();
    }
}
