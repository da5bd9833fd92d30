namespace OpenAiSpend.Simulator;

/// <summary>One API key that calls many times as much as usual for a while.</summary>
/// <param name="ApiKeyId">The key.</param>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends; null while it goes on.</param>
/// <param name="Factor">How many times its usual volume it burns.</param>
public sealed record Runaway(string ApiKeyId, DateTimeOffset From, DateTimeOffset? Until = null, int Factor = 50)
{
    internal double ExtraShare(DateOnly day, DateTimeOffset instant)
    {
        var end = Until < instant ? Until.Value : instant;
        var burning = DayRhythm.Share(day, end) - DayRhythm.Share(day, From);
        return burning > 0 ? (Factor - 1) * burning : 0;
    }
}
