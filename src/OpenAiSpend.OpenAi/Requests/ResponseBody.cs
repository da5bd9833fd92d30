using System.Buffers;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>A whole body in pooled memory. The segments double in size, so that even a large body takes few of them and the pool keeps them for the next.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstSegment = 64 * 1024;
    private const int LargestSegment = 4 * 1024 * 1024;

    private readonly List<byte[]> _segments = [];
    private long _length;
    private int _lastUsed;

    /// <summary>The bytes read so far. They go back to the pool with <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            if (_segments.Count == 0)
            {
                return ReadOnlySequence<byte>.Empty;
            }

            Segment? first = null;
            Segment? last = null;
            for (var i = 0; i < _segments.Count; i++)
            {
                var memory = _segments[i].AsMemory(0, i == _segments.Count - 1 ? _lastUsed : _segments[i].Length);
                last = new Segment(memory, last);
                first ??= last;
            }

            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }
    }

    /// <summary>Reads to the end of the stream, or up to a limit.</summary>
    /// <param name="stream">The body, decompressed.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="silence">Is told of everything that comes.</param>
    /// <returns>Whether the stream ended within the limit.</returns>
    public async Task<bool> ReadAsync(Stream stream, long limit, SilenceTimeout silence)
    {
        while (true)
        {
            if (_segments.Count == 0 || _lastUsed == _segments[^1].Length)
            {
                _segments.Add(ArrayPool<byte>.Shared.Rent(
                    _segments.Count == 0 ? FirstSegment : Math.Min(LargestSegment, _segments[^1].Length * 2)));
                _lastUsed = 0;
            }

            silence.Restart();
            var read = await stream.ReadAsync(_segments[^1].AsMemory(_lastUsed), silence.Token);
            if (read == 0)
            {
                return true;
            }

            _lastUsed += read;
            _length += read;
            if (_length > limit)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            ArrayPool<byte>.Shared.Return(segment);
        }

        _segments.Clear();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
