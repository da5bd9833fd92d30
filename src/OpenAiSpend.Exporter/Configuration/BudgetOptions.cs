namespace OpenAiSpend.Exporter.Configuration;

/// <summary>One entry of the section <c>budgets</c>.</summary>
internal sealed class BudgetOptions
{
    /// <summary>The value of the <c>budget</c> label. Required, and unique within its organization.</summary>
    public required string Name { get; set; }

    /// <summary>The organization it belongs to. Needed where several are configured.</summary>
    public string? Organization { get; set; }

    /// <summary>The projects whose spend counts. Default none: that of the team, or of the whole organization.</summary>
    public IReadOnlyList<string>? Projects { get; set; }

    /// <summary>The team whose projects' spend counts; see the section <c>projects</c>. Default none.</summary>
    public string? Team { get; set; }

    /// <summary>US dollars for each calendar month (UTC). One of the two amounts at least is needed.</summary>
    public decimal? MonthlyUsd { get; set; }

    /// <summary>US dollars for each day (UTC).</summary>
    public decimal? DailyUsd { get; set; }
}
