namespace OpenAiSpend.Domain.Surfaces;

/// <summary>Something by which OpenAI breaks spend or usage down.</summary>
/// <param name="Name">OpenAI's own name of it, which is the label's name as well.</param>
public sealed record Dimension(string Name)
{
    /// <summary>The project, <c>proj_…</c>.</summary>
    public static readonly Dimension ProjectId = new("project_id");

    /// <summary>The user, <c>user-…</c>; nobody for service accounts.</summary>
    public static readonly Dimension UserId = new("user_id");

    /// <summary>The API key, <c>key_…</c>.</summary>
    public static readonly Dimension ApiKeyId = new("api_key_id");

    /// <summary>The model, an open set of names.</summary>
    public static readonly Dimension Model = new("model");

    /// <summary>Whether the calls were made by the Batch API: <c>true</c> or <c>false</c>.</summary>
    public static readonly Dimension Batch = new("batch");

    /// <summary>The service tier, an open set of names.</summary>
    public static readonly Dimension ServiceTier = new("service_tier");

    /// <summary>The size of images, such as <c>1024x1024</c>.</summary>
    public static readonly Dimension Size = new("size");

    /// <summary>Where images came from, such as <c>image.generation</c>.</summary>
    public static readonly Dimension Source = new("source");

    /// <summary>The vector store that was searched.</summary>
    public static readonly Dimension VectorStoreId = new("vector_store_id");

    /// <summary>The search context size of web searches.</summary>
    public static readonly Dimension ContextLevel = new("context_level");

    /// <summary>The product that made the calls, such as <c>agents_api</c>; <c>unlabeled</c> is everything that has no published source.</summary>
    public static readonly Dimension ApiSource = new("api_source");

    /// <summary>The customer for whom a service of the organization made a call. OpenAI knows none.</summary>
    public static readonly Dimension Customer = new("customer");

    /// <summary>What was billed, OpenAI's free text; parsed by the accounting room.</summary>
    public static readonly Dimension LineItem = new("line_item");

    /// <summary>The currency of an amount, in lower case as ISO 4217 names it.</summary>
    public static readonly Dimension Currency = new("currency");

    /// <summary>The unit of a billed quantity, an open set of names.</summary>
    public static readonly Dimension QuantityUnit = new("quantity_unit");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
