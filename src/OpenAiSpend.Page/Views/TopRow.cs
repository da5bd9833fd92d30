namespace OpenAiSpend.Page.Views;

/// <summary>A project, model or line item.</summary>
/// <param name="Group">Which one.</param>
/// <param name="Usd">US dollars of the days that are shown.</param>
/// <param name="WeekUsd">US dollars of the last seven finished days.</param>
/// <param name="WeekBeforeUsd">US dollars of the seven days before those, or null where not all of the fourteen are known.</param>
internal sealed record TopRow(SpendGroup Group, decimal Usd, decimal WeekUsd, decimal? WeekBeforeUsd);
