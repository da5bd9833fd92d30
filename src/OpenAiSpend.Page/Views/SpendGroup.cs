namespace OpenAiSpend.Page.Views;

/// <summary>What one project, model, line item or user cost on each day of a window.</summary>
/// <param name="Organization">The organization, for projects and users; null for what several organizations share.</param>
/// <param name="Id">The id of the project or user, the model or the line item; null for spend of none.</param>
/// <param name="Name">What people call it.</param>
/// <param name="UsdByDay">US dollars of each day of the window; 0 where nothing is known of the day.</param>
internal sealed record SpendGroup(string? Organization, string? Id, string Name, decimal[] UsdByDay)
{
    /// <summary>The sum of the last days of the window.</summary>
    public decimal Last(int days) => Between(days, 0);

    /// <summary>The sum of days counted from the end of the window.</summary>
    /// <param name="first">How many days before the end it begins.</param>
    /// <param name="past">How many days before the end it ends.</param>
    public decimal Between(int first, int past)
    {
        var sum = 0m;
        for (var i = UsdByDay.Length - first; i < UsdByDay.Length - past; i++)
        {
            sum += UsdByDay[i];
        }

        return sum;
    }
}
