using System.Text;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// The label values of one walk, each with a number and its escaped text. Two values have the same number if and only
/// if they look the same in the exposition, so that two series can never end up with the same labels.
/// </summary>
internal sealed class LabelValues
{
    /// <summary>The number of no value, which a label cannot tell from the empty text.</summary>
    public const int None = 0;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string?> _values = [null];
    private readonly List<byte[]> _escaped = [[]];

    /// <summary>The number of a value.</summary>
    public int Number(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return None;
        }

        if (_numbers.TryGetValue(value, out var number))
        {
            return number;
        }

        // Halves of surrogate pairs all look the same once they are written.
        var shown = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        if (shown != value)
        {
            number = Number(shown);
        }
        else
        {
            number = _values.Count;
            _values.Add(value);
            _escaped.Add(LabelText.Escape(value));
        }

        _numbers.Add(value, number);
        return number;
    }

    /// <summary>The value of a number.</summary>
    public string? Value(int number) => _values[number];

    /// <summary>The escaped text of a number.</summary>
    public ReadOnlySpan<byte> Escaped(int number) => _escaped[number];

    /// <summary>A label set whose family has no table of them.</summary>
    /// <param name="labels">The labels in the order of the exposition.</param>
    public LabelSet LabelSet(params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        var (names, numbers) = (new string[labels.Length], new int[labels.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            (names[i], numbers[i]) = (labels[i].Name, Number(labels[i].Value));
        }

        return new LabelSet(names, numbers, this);
    }
}
