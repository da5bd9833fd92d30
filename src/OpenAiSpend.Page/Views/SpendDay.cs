using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Views;

/// <summary>What was spent on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="State">How final it is.</param>
/// <param name="Usd">US dollars, or null where nothing is known of the day.</param>
/// <param name="Missing">The organizations whose spend of the day is not known and not in the sum.</param>
internal sealed record SpendDay(UtcDay Day, DayState State, decimal? Usd, ImmutableArray<string> Missing)
{
    /// <summary>Whether the sum may still change.</summary>
    public bool IsProvisional => State is DayState.Open or DayState.Settling || (Usd is not null && !Missing.IsEmpty);
}
