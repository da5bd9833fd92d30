using System.Buffers;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>Writes label sets one at a time, for families whose label sets are not those of a surface.</summary>
internal sealed class LabelSetText(LabelValues values)
{
    private readonly ArrayBufferWriter<byte> _text = new(256);

    /// <summary>The text of a label set without the closing brace. The next call overwrites it.</summary>
    /// <param name="labels">The labels in the order of the page; no value is the empty text.</param>
    public ReadOnlySpan<byte> Of(params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        _text.ResetWrittenCount();
        for (var i = 0; i < labels.Length; i++)
        {
            _text.Write(i == 0 ? "{"u8 : ","u8);
            LabelText.Write(_text, labels[i].Name, values.Escaped(values.Number(labels[i].Value)));
        }

        return _text.WrittenSpan;
    }
}
