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
