using System.Buffers;
using System.IO.Pipelines;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>A whole body in pooled memory. The segments double in size, so that even a large body takes few of them and the pool keeps them for the next.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstSegment = 64 * 1024;
    private const int LargestSegment = 4 * 1024 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));

    /// <summary>The bytes read so far. They go back to the pool with <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Bytes { get; private set; }

    /// <summary>Reads to the end of the stream, or up to a limit.</summary>
    /// <param name="stream">The body, decompressed.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <param name="idle">Is told of everything that comes.</param>
    /// <returns>Whether the stream ended within the limit.</returns>
    public async Task<bool> ReadAsync(Stream stream, long limit, IdleTimeout idle)
    {
        try
        {
            var free = 0;
            for (var length = 0L; length <= limit;)
            {
                idle.Restart();
                var memory = _pipe.Writer.GetMemory(free > 0 ? 1 : (int)Math.Clamp(length, FirstSegment, LargestSegment));
                var read = await stream.ReadAsync(memory, idle.Token);
                if (read == 0)
                {
                    return true;
                }

                _pipe.Writer.Advance(read);
                free = memory.Length - read;
                length += read;
            }

            return false;
        }
        finally
        {
            await _pipe.Writer.FlushAsync(CancellationToken.None);
            Bytes = _pipe.Reader.TryRead(out var all) ? all.Buffer : default;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipe.Writer.Complete();
        _pipe.Reader.Complete();
    }
}
