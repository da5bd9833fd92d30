using System.Buffers;
using System.Text.Json;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Reads rows straight from the JSON into a <see cref="BucketBuilder"/>. One instance reads all rows of a read, without making anything for each.</summary>
internal sealed class RowReader
{
    // A longer dimension is no id, and no label either.
    private const int MaxTextBytes = 4096;

    private readonly RowMembers _members;
    private readonly Utf8StringPool _strings = new();
    private readonly string?[] _dimensions;
    private readonly int[] _lastStrings;
    private readonly decimal[] _values;
    private readonly int _currency;
    private readonly uint _required;
    private readonly byte[] _scratch = new byte[MaxTextBytes];
    private uint _present;
    private string? _rejected;

    /// <summary>Makes the reader of a query's rows.</summary>
    public RowReader(SurfaceQuery query)
    {
        _members = new RowMembers(query);
        _dimensions = new string?[query.Surface.Dimensions.Length];
        _lastStrings = new int[query.Surface.Dimensions.Length];
        _values = new decimal[query.Surface.Measures.Length];
        _currency = query.Surface.IndexOf(Dimension.Currency);

        // The first measure is what the surface is about. That of code interpreter sessions is optional.
        _required = query.Surface == Surface.CodeInterpreterSessions ? 0u : 1u;
    }

    /// <summary>Whether the row that was read last holds the number that the surface is about.</summary>
    public bool HasNumber => (_present & _required) == _required;

    /// <summary>Reads the row that the reader stands on and adds it, or returns why it cannot be used.</summary>
    public string? Read(ref Utf8JsonReader reader, BucketBuilder bucket)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return RejectionReasons.InvalidRow;
        }

        Array.Clear(_dimensions);
        _present = 0;
        _rejected = null;
        if (_currency >= 0)
        {
            _dimensions[_currency] = "usd";
        }

        _members.StartRow();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var kind = _members.Find(ref reader, out var index);
            reader.Read();
            switch (kind)
            {
                case MemberKind.Measure:
                    ReadNumber(ref reader, index, RejectionReasons.InvalidMeasure);
                    break;
                case MemberKind.Dimension:
                    ReadDimension(ref reader, index);
                    break;
                case MemberKind.Amount:
                    ReadAmount(ref reader, index);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (_rejected is null)
        {
            bucket.Add(_dimensions, _values, _present);
        }

        return _rejected;
    }

    private void ReadAmount(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Reject(ref reader, RejectionReasons.InvalidAmount);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                ReadNumber(ref reader, index, RejectionReasons.InvalidAmount);
            }
            else if (reader.ValueTextEquals("currency"u8))
            {
                reader.Read();
                ReadCurrency(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadNumber(ref Utf8JsonReader reader, int index, string reason)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.Number or JsonTokenType.String
                when TryText(ref reader, out var text) && JsonNumber.TryParse(text, out _values[index]):
                _present |= 1u << index;
                return;
            default:
                Reject(ref reader, reason);
                return;
        }
    }

    private void ReadDimension(ref Utf8JsonReader reader, int index)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.True:
                _dimensions[index] = "true";
                return;
            case JsonTokenType.False:
                _dimensions[index] = "false";
                return;
            case JsonTokenType.Number or JsonTokenType.String
                when TryText(ref reader, out var text) && _strings.Get(text, ref _lastStrings[index]) is { } value:
                _dimensions[index] = value;
                return;
            default:
                Reject(ref reader, RejectionReasons.InvalidDimension);
                return;
        }
    }

    private void ReadCurrency(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.String || !TryText(ref reader, out var text) || text.Length != 3)
        {
            Reject(ref reader, RejectionReasons.InvalidCurrency);
            return;
        }

        Span<byte> lower = stackalloc byte[3];
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = (byte)(text[i] | 0x20);
            if (lower[i] is < (byte)'a' or > (byte)'z')
            {
                Reject(ref reader, RejectionReasons.InvalidCurrency);
                return;
            }
        }

        _dimensions[_currency] = _strings.Get(lower, ref _lastStrings[_currency]);
    }

    // The bytes of a number or a text, unescaped. They are lent until the next call.
    private bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        if (!reader.HasValueSequence && !reader.ValueIsEscaped)
        {
            text = reader.ValueSpan;
            return text.Length <= MaxTextBytes;
        }

        text = default;
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > MaxTextBytes)
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Number)
        {
            reader.ValueSequence.CopyTo(_scratch);
            text = _scratch.AsSpan(0, (int)length);
            return true;
        }

        try
        {
            text = _scratch.AsSpan(0, reader.CopyString(_scratch));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8.
            return false;
        }
    }

    // The first reason counts; the rest of the row is read all the same, to get past it.
    private void Reject(ref Utf8JsonReader reader, string reason)
    {
        _rejected ??= reason;
        reader.Skip();
    }
}
