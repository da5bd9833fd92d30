using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>One day of one label set.</summary>
/// <param name="Day">The day.</param>
/// <param name="Present">Bit <c>i</c> says that measure <c>i</c> was sent.</param>
/// <param name="Values">Where its values begin.</param>
internal readonly record struct DayPoint(UtcDay Day, uint Present, int Values)
{
    /// <summary>Whether every measure is zero or absent.</summary>
    public bool IsZero { get; init; }
}
