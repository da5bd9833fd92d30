namespace OpenAiSpend.Simulator;

/// <summary>One request that the simulator saw. The key that came with it is not kept.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">The query as it came, with its question mark, or empty.</param>
/// <param name="Surface">One of <see cref="Surfaces.All"/>, or null for an unknown path.</param>
/// <param name="At">When it came, by the simulator's clock.</param>
public sealed record RecordedRequest(string Method, string Path, string Query, string? Surface, DateTimeOffset At)
{
    /// <summary>The status of the answer; null while the request hangs or when it was cut off before its headers.</summary>
    public int? Status { get; internal set; }
}

/// <summary>The last requests, oldest first.</summary>
public sealed class RequestLog
{
    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<RecordedRequest> _requests = new();

    /// <summary>How many requests were seen since the start or the last <see cref="Clear"/>, those forgotten too.</summary>
    public long Total { get; private set; }

    /// <summary>The requests that are remembered, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_gate)
            return [.. _requests];
    }

    /// <summary>How many remembered requests were made of a surface.</summary>
    /// <param name="surface">One of <see cref="Surfaces.All"/>.</param>
    public int CountOf(string surface)
    {
        lock (_gate)
            return _requests.Count(request => request.Surface == surface);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            Total = 0;
        }
    }

    internal void Add(RecordedRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count == Capacity)
                _requests.Dequeue();
            _requests.Enqueue(request);
            Total++;
        }
    }
}
