using System.Buffers;
using System.Text;
using System.Text.Json;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Reads rows straight from the JSON into a <see cref="BucketBuilder"/>. One instance reads all rows of a read, without making anything for each.</summary>
internal sealed class RowReader
{
    private const int MaxNumberBytes = 4096;

    // A million rows have a few thousand ids between them. What does not fit becomes a string of its own.
    private const int MaxPooled = 64 * 1024;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // More names than these in one read are not told apart.
    private const int MaxUnknownMembers = 100;

    private readonly List<Member> _members;
    private readonly int _knownMembers;
    private readonly BucketSurface _surface;
    private readonly byte[] _object;
    private readonly UnknownFields _unknown;
    private readonly string?[] _dimensions;
    private readonly string[] _lastTexts;
    private readonly decimal[] _values;
    private readonly int _currency;
    private readonly uint _required;
    private readonly byte[] _bytes = new byte[JsonText.MaxEscapedBytes];
    private readonly char[] _characters = new char[JsonText.MaxEscapedBytes];
    private readonly HashSet<string> _pool = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _pooled;
    private uint _present;
    private bool _hasAmount;
    private string? _rejected;

    /// <summary>Makes the reader of a query's rows.</summary>
    /// <param name="query">The query.</param>
    /// <param name="unknown">Takes what is not known of the rows.</param>
    public RowReader(SurfaceQuery query, UnknownFields unknown)
    {
        var surface = query.Surface;
        _surface = surface;
        _unknown = unknown;
        _object = Encoding.UTF8.GetBytes(ObjectOf(surface));
        _members =
        [
            new("object", MemberKind.Object, 0),
            .. surface.Measures.Select(static (measure, i) => new Member(measure.Name, KindOf(measure), i)),
            .. surface.Dimensions.Select((dimension, i) => new Member(dimension.Name, IsRead(dimension) ? MemberKind.Dimension : MemberKind.Ignored, i)),
        ];
        _knownMembers = _members.Count;
        _dimensions = new string?[surface.Dimensions.Length];
        _lastTexts = [.. Enumerable.Repeat("", surface.Dimensions.Length)];
        _values = new decimal[surface.Measures.Length];
        _currency = surface.IndexOf(Dimension.Currency);
        _pooled = _pool.GetAlternateLookup<ReadOnlySpan<char>>();

        // The first measure is what the surface is about. That of code interpreter sessions is optional.
        _required = surface == Surface.CodeInterpreterSessions ? 0u : 1u;

        static MemberKind KindOf(Measure measure) =>
            measure == Measure.Amount ? MemberKind.Amount : measure == Measure.Quantity ? MemberKind.Quantity : MemberKind.Measure;

        // The currency is inside the amount. A dimension that was not asked for must not split rows, should it come all the same.
        bool IsRead(Dimension dimension) =>
            dimension != Dimension.Currency && (query.GroupBy.Contains(dimension) || !surface.GroupBy.Contains(dimension));
    }

    // What a member of a row is to the reader.
    private enum MemberKind
    {
        Ignored,
        Dimension,
        Measure,

        // A measure that is not worth rejecting an amount for.
        Quantity,

        // An object of a value and a currency.
        Amount,

        // What kind of row it is.
        Object,

        // Nothing that is known.
        Unknown,

        // Nothing that is known, and noted.
        Noted,
    }

    /// <summary>Makes the texts of the rows fit to be kept.</summary>
    public ServerText ServerText { get; set; } = new("");

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
        _hasAmount = false;
        _rejected = null;
        if (_currency >= 0)
        {
            _dimensions[_currency] = "usd";
        }

        var place = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, ref place);
            reader.Read();
            switch (member.Kind)
            {
                case MemberKind.Measure:
                    ReadNumber(ref reader, member.Index, RejectionReasons.InvalidMeasure);
                    break;
                case MemberKind.Quantity:
                    ReadNumber(ref reader, member.Index, reason: null);
                    break;
                case MemberKind.Dimension:
                    ReadDimension(ref reader, member.Index);
                    break;
                case MemberKind.Amount:
                    ReadAmount(ref reader, member.Index);
                    break;
                case MemberKind.Object:
                    NoteObject(ref reader);
                    break;
                case MemberKind.Unknown when reader.TokenType == JsonTokenType.Number:
                    Note(member);
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

    // The members of every row come in the same order as a rule, so they are kept in the order in which they came last.
    private Member Find(ref Utf8JsonReader reader, ref int place)
    {
        if (place < _members.Count && reader.Is(_members[place].Name))
        {
            return _members[place++];
        }

        for (var i = 0; i < _members.Count; i++)
        {
            if (reader.Is(_members[i].Name))
            {
                var found = _members[i];
                if (place < _members.Count)
                {
                    (_members[i], _members[place]) = (_members[place], found);
                    place++;
                }

                return found;
            }
        }

        // From the second time on it is found like any other.
        if (_members.Count >= _knownMembers + MaxUnknownMembers)
        {
            return default;
        }

        var unknown = new Member(reader.Escaped(_bytes).ToArray(), MemberKind.Unknown, 0);
        _members.Add(unknown);
        return unknown;
    }

    private void Note(Member member)
    {
        _members[_members.FindIndex(other => other.Name == member.Name)] = member with { Kind = MemberKind.Noted };
        _unknown.Add(_surface, "member", Encoding.UTF8.GetString(member.Name), ServerText);
    }

    private void NoteObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.Is(_object))
        {
            _unknown.Add(_surface, "object", new string(Text(ref reader)), ServerText);
        }

        reader.Skip();
    }

    // The object of two surfaces does not follow from their path.
    private static string ObjectOf(BucketSurface surface) =>
        surface == Surface.Costs ? "organization.costs.result"
        : surface == Surface.FileSearchCalls ? "organization.usage.file_searches.result"
        : surface == Surface.WebSearchCalls ? "organization.usage.web_searches.result"
        : $"organization.usage.{surface.Name}.result";

    private void ReadAmount(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        // Of two amounts there is no telling which is right.
        if (reader.TokenType != JsonTokenType.StartObject || _hasAmount)
        {
            Reject(ref reader, RejectionReasons.InvalidAmount);
            return;
        }

        _hasAmount = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("value"u8))
            {
                reader.Read();
                ReadNumber(ref reader, index, RejectionReasons.InvalidAmount);
            }
            else if (reader.Is("currency"u8))
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

    // A number that makes no sense, or came before, rejects the row, or is left out where there is no reason to.
    private void ReadNumber(ref Utf8JsonReader reader, int index, string? reason)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        var bit = 1u << index;
        if ((_present & bit) == 0
            && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && JsonNumber.TryParse(Number(ref reader), out _values[index]))
        {
            _present |= bit;
        }
        else if (reason is not null)
        {
            Reject(ref reader, reason);
        }
        else
        {
            _present &= ~bit;
            reader.Skip();
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
            case JsonTokenType.Number or JsonTokenType.String:
                _dimensions[index] = Pooled(Text(ref reader), index);
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

        var text = reader.TokenType == JsonTokenType.String ? Text(ref reader) : [];
        if (text.Length != 3 || text.ContainsAnyExcept(Letters))
        {
            Reject(ref reader, RejectionReasons.InvalidCurrency);
            return;
        }

        Ascii.ToLowerInPlace(text, out _);
        _dimensions[_currency] = Pooled(text, _currency);
    }

    // The same string for the same text.
    private string Pooled(ReadOnlySpan<char> text, int dimension)
    {
        // Rows that follow each other have most of their ids in common.
        ref var value = ref _lastTexts[dimension];
        if (text.SequenceEqual(value))
        {
            return value;
        }

        if (!_pooled.TryGetValue(text, out value!))
        {
            value = ServerText.Keep(new string(text));
            if (_pool.Count < MaxPooled && value.Length == text.Length)
            {
                _pool.Add(value);
            }
        }

        return value;
    }

    // The text that the reader stands on, lent until the next call.
    private Span<char> Text(ref Utf8JsonReader reader) =>
        _characters.AsSpan(0, reader.ValueIsEscaped
            ? JsonText.Unescape(reader.Escaped(_bytes), _characters)
            : Encoding.UTF8.GetChars(reader.Escaped(_bytes), _characters));

    // The digits that the reader stands on, lent until the next call; none where they are too many to be a number.
    private ReadOnlySpan<byte> Number(ref Utf8JsonReader reader) =>
        (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > MaxNumberBytes ? []
        : reader.ValueIsEscaped ? _bytes.AsSpan(0, Encoding.UTF8.GetBytes(Text(ref reader), _bytes))
        : reader.Escaped(_bytes);

    // The first reason counts; the rest of the row is read all the same, to get past it.
    private void Reject(ref Utf8JsonReader reader, string reason)
    {
        _rejected ??= reason;
        reader.Skip();
    }

    private readonly record struct Member(byte[] Name, MemberKind Kind, int Index)
    {
        public Member(string name, MemberKind kind, int index)
            : this(Encoding.UTF8.GetBytes(name), kind, index)
        {
        }
    }
}
