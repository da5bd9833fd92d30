namespace OpenAiSpend.OpenAi.Failures;

/// <summary>Whether a request that failed is made again.</summary>
internal enum RetryRule
{
    /// <summary>It would fail again.</summary>
    Never,

    /// <summary>Each further attempt may cost as much time as the first.</summary>
    Once,

    /// <summary>As often as the retry layer tries anything.</summary>
    Often,
}
