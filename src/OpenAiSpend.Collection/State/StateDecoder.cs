using System.Collections.Immutable;
using System.Text;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Collection.State;

/// <summary>
/// The numbers, texts and lists of <see cref="StateFormat"/>. What cannot be right throws a <see cref="FormatException"/>,
/// an <see cref="ArgumentException"/>, an <see cref="OverflowException"/> or an <see cref="EndOfStreamException"/>.
/// No memory is set aside for a length that is only claimed: lists and texts grow with what is read.
/// </summary>
internal sealed class StateDecoder(BinaryReader from)
{
    private readonly List<string> _texts = [];
    private readonly StringBuilder _text = new();

    public ImmutableArray<T> List<T>(Func<T> read)
    {
        var entries = new List<T>();
        for (var left = Number(0, int.MaxValue); left > 0; left--)
        {
            entries.Add(read());
        }

        return [.. entries];
    }

    public string Text() => TextOrNone() ?? throw new FormatException("A text is missing.");

    public string? TextOrNone()
    {
        var number = (int)Number(0, StateFormat.FirstText + _texts.Count - 1);
        switch (number)
        {
            case StateFormat.NoText:
                return null;
            case StateFormat.NewText:
                _text.Clear();
                for (var left = Number(0, int.MaxValue); left > 0; left--)
                {
                    _text.Append((char)Number(char.MinValue, char.MaxValue));
                }

                _texts.Add(_text.ToString());
                return _texts[^1];
            default:
                return _texts[number - StateFormat.FirstText];
        }
    }

    public UtcDay Day() => new((int)Number(0, UtcDay.Of(DateOnly.MaxValue).Number - StateFormat.MaxDays));

    public DateTimeOffset Instant() => new(from.Read7BitEncodedInt64(), TimeSpan.Zero);

    public bool Flag() => from.ReadBoolean();

    public decimal Decimal()
    {
        var head = from.ReadByte();
        var low = unchecked((ulong)from.Read7BitEncodedInt64());
        var high = (head & StateFormat.Wide) != 0 ? (uint)Number(1, uint.MaxValue) : 0;
        return unchecked(new decimal((int)low, (int)(low >> 32), (int)high, (head & StateFormat.Negative) != 0, (byte)(head & StateFormat.Scale)));
    }

    public long Number(long least, long most)
    {
        var number = from.Read7BitEncodedInt64();
        return number >= least && number <= most ? number : throw new FormatException("A number is out of its range.");
    }
}
