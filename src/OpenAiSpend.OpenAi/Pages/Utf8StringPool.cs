using System.Text;
using System.Text.Unicode;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>
/// Gives the same string for the same UTF-8 text, so that a million rows with a few thousand ids between them hold
/// a few thousand strings. Bounded: what does not fit becomes a string of its own.
/// </summary>
internal sealed class Utf8StringPool
{
    private const int MaxStrings = 64 * 1024;
    private const int MaxBytes = 8 * 1024 * 1024;

    private Entry[] _entries = new Entry[1024];
    private int[] _buckets = new int[1024];
    private byte[] _bytes = new byte[32 * 1024];
    private int _count;
    private int _used;

    /// <summary>The text as a string, or null where it is no valid UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="last">What the caller got last, and where it is kept: rows in a row have most of their ids in common.</param>
    public string? Get(ReadOnlySpan<byte> text, ref int last)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        ref readonly var same = ref _entries[last];
        if (same.Length == text.Length && text.SequenceEqual(_bytes.AsSpan(same.Start, same.Length)))
        {
            return same.Text;
        }

        // HashCode is seeded at random, so nobody can send texts that all collide.
        var hashCode = default(HashCode);
        hashCode.AddBytes(text);
        var hash = hashCode.ToHashCode();
        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            ref readonly var entry = ref _entries[i];
            if (entry.Hash == hash && text.SequenceEqual(_bytes.AsSpan(entry.Start, entry.Length)))
            {
                last = i;
                return entry.Text;
            }
        }

        if (!Utf8.IsValid(text))
        {
            return null;
        }

        var made = Encoding.UTF8.GetString(text);
        if (_count < MaxStrings && _used + text.Length <= MaxBytes)
        {
            Keep(text, hash, made);
        }

        return made;
    }

    private void Keep(ReadOnlySpan<byte> text, int hash, string made)
    {
        if (_count == _entries.Length)
        {
            Grow();
        }

        if (_used + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_used));
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[_count] = new Entry(hash, _used, text.Length, bucket - 1, made);
        _used += text.Length;
        bucket = ++_count;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (var i = 0; i < _count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (_buckets.Length - 1)];
            _entries[i] = _entries[i] with { Next = bucket - 1 };
            bucket = i + 1;
        }
    }

    private readonly record struct Entry(int Hash, int Start, int Length, int Next, string Text);
}
