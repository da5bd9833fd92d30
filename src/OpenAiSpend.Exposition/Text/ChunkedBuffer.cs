using System.Buffers;
using System.Text;

namespace OpenAiSpend.Exposition.Text;

/// <summary>
/// Bytes in chunks that grow without being copied. A chunk stays below the size at which .NET puts arrays on the large
/// object heap, and belongs to the buffer: a page that is still being sent when a newer one replaces it stays whole,
/// and nobody has to say when it may be reused. What is written at once, up to a chunk, lies in one chunk.
/// </summary>
internal sealed class ChunkedBuffer : IBufferWriter<byte>
{
    private const int ChunkSize = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _full = [];
    private byte[] _current = [];
    private int _used;
    private long _fullBytes;

    /// <summary>How many bytes were written.</summary>
    public long Length => _fullBytes + _used;

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks => _used == 0 ? _full : [.. _full, _current.AsMemory(0, _used)];

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _current.Length - _used);
        _used += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _current.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _current.AsSpan(_used);
    }

    /// <summary>Writes text as UTF-8; half a surrogate pair becomes U+FFFD.</summary>
    public void Write(string text) => Encoding.UTF8.GetBytes(text, this);

    private void Reserve(int size)
    {
        if (_current.Length - _used >= Math.Max(size, 1))
        {
            return;
        }

        if (_used > 0)
        {
            _full.Add(_current.AsMemory(0, _used));
            _fullBytes += _used;
        }

        _current = new byte[Math.Max(size, ChunkSize)];
        _used = 0;
    }
}
