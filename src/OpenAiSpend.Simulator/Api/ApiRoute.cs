namespace OpenAiSpend.Simulator;

/// <summary>What a path asks for.</summary>
/// <param name="Surface">One of <see cref="Surfaces.All"/>.</param>
/// <param name="ProjectId">The project in the path, or null.</param>
internal sealed record ApiRoute(string Surface, string? ProjectId = null)
{
    private const string Root = "/v1/organization/";

    public bool IsReport => Surface == Surfaces.Costs || SurfaceSchema.ByName.ContainsKey(Surface);

    public string Scope => IsReport ? "api.usage.read" : "api.management.read";

    public static ApiRoute? Find(string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return null;
        return path[Root.Length..].Split('/') switch
        {
            ["costs"] => new(Surfaces.Costs),
            ["usage", var name] when SurfaceSchema.ByName.ContainsKey(name) => new(name),
            ["projects"] => new(Surfaces.Projects),
            ["users"] => new(Surfaces.Users),
            ["projects", var project, "api_keys"] => new(Surfaces.ApiKeys, project),
            ["spend_limit"] => new(Surfaces.SpendLimits),
            ["projects", var project, "spend_limit"] => new(Surfaces.SpendLimits, project),
            ["admin_api_keys"] => new(Surfaces.AdminApiKeys),
            ["projects", var project, "rate_limits"] => new(Surfaces.RateLimits, project),
            ["spend_alerts"] => new(Surfaces.SpendAlerts),
            ["projects", var project, "spend_alerts"] => new(Surfaces.SpendAlerts, project),
            _ => null,
        };
    }
}
