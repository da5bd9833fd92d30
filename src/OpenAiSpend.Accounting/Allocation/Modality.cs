namespace OpenAiSpend.Accounting.Allocation;

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
