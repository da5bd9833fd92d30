using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Queries;

/// <summary>What a reader of the JSON wants.</summary>
/// <param name="Organization">The only organization, or null for all.</param>
/// <param name="Project">Whose spend.</param>
/// <param name="By">What it is broken down by.</param>
/// <param name="Window">The UTC days.</param>
internal sealed record SpendQuery(string? Organization, ProjectChoice Project, Breakdown By, DayWindow Window)
{
    /// <summary>The most days that can be asked for.</summary>
    public const int MostDays = 400;
}
