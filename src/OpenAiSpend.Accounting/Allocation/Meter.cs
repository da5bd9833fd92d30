using OpenAiSpend.Accounting.Billing;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// What a line item bills, read off the words of its meter: OpenAI documents no list of them. Words that are not known are
/// <see cref="MeterKind.Unknown"/>, never a guess.
/// </summary>
/// <param name="Kind">What it counts.</param>
/// <param name="Modality">Of which content, where it counts tokens.</param>
internal readonly record struct Meter(MeterKind Kind, Modality Modality = Modality.Any)
{
    /// <summary>Whether usage counts it by model, rather than by tool.</summary>
    public bool IsOfModel => Kind is not (MeterKind.WebSearches or MeterKind.FileSearches or MeterKind.Sessions or MeterKind.StoredBytes);

    /// <summary>The meter of a line item.</summary>
    public static Meter Of(LineItem item)
    {
        if (item.Meter is null)
        {
            return new Meter(item.Model is null ? MeterKind.Unknown : MeterKind.Whole);
        }

        var words = Words(item.Meter);
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word))
                {
                    return true;
                }
            }

            return false;
        }

        // Training bills tokens that no usage surface counts.
        if (Has("training", "trained"))
        {
            return new Meter(MeterKind.Unknown);
        }

        var kind =
            Has("storage", "vector") ? MeterKind.StoredBytes
            : Has("web") && Has("search", "searches") ? MeterKind.WebSearches
            : Has("file") && Has("search", "searches") ? MeterKind.FileSearches
            : Has("code") && Has("interpreter") ? MeterKind.Sessions
            : Has("characters", "character") ? MeterKind.Characters
            : Has("seconds", "second", "minutes", "minute", "hours", "hour", "duration") ? MeterKind.Seconds
            : Has("cache", "cached") && Has("write", "writes", "written", "creation") ? MeterKind.CacheWrite
            : Has("cache", "cached") ? MeterKind.CachedInput
            : Has("input") ? MeterKind.Input
            : Has("output") ? MeterKind.Output
            : Has("tokens", "token") ? MeterKind.Tokens
            : Has("images", "image") ? MeterKind.Images
            : Has("requests", "request") ? MeterKind.Requests
            : MeterKind.Unknown;
        var modality =
            kind is not (MeterKind.Input or MeterKind.CachedInput or MeterKind.Output) ? Modality.Any
            : Has("audio") ? Modality.Audio
            : Has("image", "images") ? Modality.Image
            : Has("text") ? Modality.Text
            : Modality.Any;
        return new Meter(kind, modality);
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || !char.IsLetter(text[i]))
            {
                if (i > start)
                {
                    words.Add(text[start..i]);
                }

                start = i + 1;
            }
        }

        return words;
    }
}

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

/// <summary>The kind of content that a token meter is about.</summary>
internal enum Modality
{
    /// <summary>All that no other meter of the model is about.</summary>
    Any,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Audio.</summary>
    Audio,

    /// <summary>Images.</summary>
    Image,
}
