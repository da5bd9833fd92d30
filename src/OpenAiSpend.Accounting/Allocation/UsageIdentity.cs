namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Whose usage it is. Those of a day are in ordinal order, none before any.</summary>
internal readonly record struct UsageIdentity(string? ProjectId, string? UserId, string? ApiKeyId, string? Model) : IComparable<UsageIdentity>
{
    public int CompareTo(UsageIdentity other) =>
        string.CompareOrdinal(ProjectId, other.ProjectId) is var byProject and not 0 ? byProject
        : string.CompareOrdinal(UserId, other.UserId) is var byUser and not 0 ? byUser
        : string.CompareOrdinal(ApiKeyId, other.ApiKeyId) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(Model, other.Model);
}
