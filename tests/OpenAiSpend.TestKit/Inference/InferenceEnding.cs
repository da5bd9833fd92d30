namespace OpenAiSpend.TestKit.Inference;

/// <summary>How a response ends.</summary>
public enum InferenceEnding
{
    /// <summary>With its usage.</summary>
    Whole,

    /// <summary>The connection breaks before usage is told.</summary>
    Broken,

    /// <summary>Nothing comes any more, until the caller gives up.</summary>
    Silent,
}
