namespace OpenAiSpend.Simulator;

/// <summary>A steady stream of calls with one set of labels, such as one key calling one model at one tier.</summary>
internal sealed class Flow
{
    public required FlowProfile Profile { get; init; }

    /// <summary>The key that makes the calls: sets the project, the user and the key's id.</summary>
    public SimulatedApiKey Key
    {
        init => (ProjectId, UserId, ApiKeyId) = (value.ProjectId, value.Owner?.Id, value.Id);
    }

    public string? ProjectId { get; init; }

    public string? UserId { get; init; }

    public string? ApiKeyId { get; init; }

    public string? Model { get; init; }

    public bool? Batch { get; init; }

    public string? ServiceTier { get; init; }

    public string? Size { get; init; }

    public string? Source { get; init; }

    public string? VectorStoreId { get; init; }

    public string? ContextLevel { get; init; }

    /// <summary>Average number of requests on an ordinary weekday.</summary>
    public double RequestsPerDay { get; init; }

    /// <summary>Whether the flow runs on every day, weekends too.</summary>
    public bool IsSteady { get; init; }

    /// <summary>Whether the volume stays the same on every day, as that of stored bytes.</summary>
    public bool IsFlat { get; init; }

    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>What keeps two flows with the same labels apart.</summary>
    public string Variant { get; init; } = "";

    public ulong Identity => field == 0 ? field = ComputeIdentity() : field;

    public string? Dimension(string name) => name switch
    {
        "project_id" => ProjectId,
        "user_id" => UserId,
        "api_key_id" => ApiKeyId,
        "model" => Model,
        "batch" => Batch switch { true => "true", false => "false", null => null },
        "service_tier" => ServiceTier,
        "size" => Size,
        "source" => Source,
        "vector_store_id" => VectorStoreId,
        "context_level" => ContextLevel,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No flow has this dimension."),
    };

    private ulong ComputeIdentity() => Dice.Hash(string.Join(
        '\u0001',
        Profile.Surface.Name, ProjectId, UserId, ApiKeyId, Model, Dimension("batch"), ServiceTier, Size, Source, VectorStoreId, ContextLevel, Variant));
}
