namespace OpenAiSpend.Simulator;

/// <summary>
/// A stream of calls with one set of labels, such as one key calling one model at one tier. Its volume is the average of an
/// ordinary weekday. A steady flow runs on every day, weekends too; a flat one has the same volume on each, as stored bytes
/// have. The variant keeps two flows with the same labels apart.
/// </summary>
internal sealed record Flow(
    FlowProfile Profile,
    double RequestsPerDay,
    string? ProjectId = null,
    string? UserId = null,
    string? ApiKeyId = null,
    string? Model = null,
    bool? Batch = null,
    string? ServiceTier = null,
    string? Size = null,
    string? Source = null,
    string? VectorStoreId = null,
    string? ContextLevel = null,
    string? ApiSource = Flow.Unlabeled,
    bool IsSteady = false,
    bool IsFlat = false,
    DateOnly? FirstDay = null,
    DateOnly? LastDay = null,
    string Variant = "")
{
    /// <summary>The source of what has no published one.</summary>
    public const string Unlabeled = "unlabeled";

    /// <summary>The source of what agents do.</summary>
    public const string Agents = "agents_api";

    public ulong Identity => field == 0 ? field = ComputeIdentity() : field;

    /// <summary>The same flow with the calls made by a key: sets the project, the user and the key's id.</summary>
    public Flow By(SimulatedApiKey key) => this with { ProjectId = key.ProjectId, UserId = key.Owner?.Id, ApiKeyId = key.Id };

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
        "api_source" => ApiSource,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No flow has this dimension."),
    };

    private ulong ComputeIdentity() => SeededRandom.Hash(string.Join(
        '\u0001',
        Profile.Surface.Name, ProjectId, UserId, ApiKeyId, Model, Dimension("batch"), ServiceTier, Size, Source, VectorStoreId, ContextLevel, Variant));
}
