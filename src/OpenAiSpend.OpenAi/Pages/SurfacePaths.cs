using System.Collections.Frozen;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Where each surface is. The paths are written out, as OpenAI's names do not follow from one another.</summary>
internal static class SurfacePaths
{
    private static readonly FrozenDictionary<BucketSurface, string> Paths = new Dictionary<BucketSurface, string>
    {
        [Surface.Costs] = "organization/costs",
        [Surface.Completions] = "organization/usage/completions",
        [Surface.Embeddings] = "organization/usage/embeddings",
        [Surface.Moderations] = "organization/usage/moderations",
        [Surface.Images] = "organization/usage/images",
        [Surface.AudioSpeeches] = "organization/usage/audio_speeches",
        [Surface.AudioTranscriptions] = "organization/usage/audio_transcriptions",
        [Surface.VectorStores] = "organization/usage/vector_stores",
        [Surface.CodeInterpreterSessions] = "organization/usage/code_interpreter_sessions",
        [Surface.FileSearchCalls] = "organization/usage/file_search_calls",
        [Surface.WebSearchCalls] = "organization/usage/web_search_calls",
    }.ToFrozenDictionary();

    /// <summary>The path below the base URL.</summary>
    public static string Of(BucketSurface surface) => Paths[surface];
}
