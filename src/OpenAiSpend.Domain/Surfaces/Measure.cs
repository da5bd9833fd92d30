namespace OpenAiSpend.Domain.Surfaces;

/// <summary>A number that OpenAI gives for each row of a bucket.</summary>
/// <param name="Name">OpenAI's own name of it.</param>
public sealed record Measure(string Name)
{
    /// <summary>What was billed, in the currency of the row.</summary>
    public static readonly Measure Amount = new("amount");

    /// <summary>How much was billed, in the unit of the row.</summary>
    public static readonly Measure Quantity = new("quantity");

    /// <summary>All input tokens: cached, cache-write, audio and image tokens are inside.</summary>
    public static readonly Measure InputTokens = new("input_tokens");

    /// <summary>All output tokens: text, audio and image tokens are inside.</summary>
    public static readonly Measure OutputTokens = new("output_tokens");

    /// <summary>Requests made to models.</summary>
    public static readonly Measure ModelRequests = new("num_model_requests");

    /// <summary>Requests made to a tool.</summary>
    public static readonly Measure Requests = new("num_requests");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
