namespace OpenAiSpend.Accounting.Allocation;

/// <summary>What a meter counts.</summary>
internal enum MeterKind
{
    /// <summary>Nothing that usage is known to count.</summary>
    Unknown,

    /// <summary>Whatever the model counts: the line item is the model alone, such as <c>whisper-1</c>.</summary>
    Whole,

    /// <summary>Input tokens that were not read from the prompt cache.</summary>
    Input,

    /// <summary>Input tokens that were read from the prompt cache.</summary>
    CachedInput,

    /// <summary>Input tokens that were written to the prompt cache.</summary>
    CacheWrite,

    /// <summary>Output tokens.</summary>
    Output,

    /// <summary>Input and output tokens.</summary>
    Tokens,

    /// <summary>Images.</summary>
    Images,

    /// <summary>Characters spoken.</summary>
    Characters,

    /// <summary>Time of audio transcribed.</summary>
    Seconds,

    /// <summary>Requests to a model.</summary>
    Requests,

    /// <summary>Calls of the web search tool.</summary>
    WebSearches,

    /// <summary>Calls of the file search tool.</summary>
    FileSearches,

    /// <summary>Sessions of the code interpreter.</summary>
    Sessions,

    /// <summary>Bytes kept in vector stores.</summary>
    StoredBytes,
}
