using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;

namespace OpenAiSpend.OpenAi.History;

/// <summary>Costs know API keys only since 2025-12-06: a query by <c>api_key_id</c> that starts before is a 400 about <c>start_time</c>.</summary>
internal static class ApiKeyHistory
{
    /// <summary>What the operator is told when that matters.</summary>
    public const string Notice = "OpenAI has no API keys in the costs before 2025-12-06: the costs of earlier days are read without them.";

    /// <summary>The first day with API keys, Unix time 1764979200.</summary>
    public static readonly UtcDay Start = UtcDay.OfUnixSeconds(1_764_979_200);

    /// <summary>Whether a query failed because its days are older than API keys in costs.</summary>
    public static bool IsTooShort(SurfaceQuery query, ApiFailureException failure) =>
        query.Surface == Surface.Costs
        && query.GroupBy.Contains(Dimension.ApiKeyId)
        && query.Window.Start < Start
        && failure.Error is { Status: 400, Param: "start_time" }
        && !LookbackLimit.IsExceeded(failure);

    /// <summary>The same query in parts that OpenAI answers: the earlier days without API keys, the later ones with them.</summary>
    public static IReadOnlyList<SurfaceQuery> Split(SurfaceQuery query)
    {
        var without = query with { GroupBy = query.GroupBy.Remove(Dimension.ApiKeyId) };
        return query.Window.End <= Start
            ? [without]
            : [without with { Window = new DayWindow(query.Window.Start, Start) }, query with { Window = new DayWindow(Start, query.Window.End) }];
    }
}
