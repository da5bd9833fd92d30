namespace OpenAiSpend.Program.Tests.Year;

/// <summary>What was seen in the year.</summary>
internal sealed class YearTally
{
    public int Restarts { get; set; }

    /// <summary>Surfaces that were fresh when they were looked at.</summary>
    public int Fresh { get; private set; }

    /// <summary>Surfaces that were marked as stale.</summary>
    public int Stale { get; private set; }

    /// <summary>The dates that were today.</summary>
    public HashSet<string> Dates { get; } = [];

    public void Count(YearPage page)
    {
        Fresh += page.Fresh;
        Stale += YearPage.Surfaces.Count - page.Fresh;
        Dates.Add($"{page.Today:yyyy-MM-dd}");
    }
}
