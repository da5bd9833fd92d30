using System.Collections.Immutable;
using OpenAiSpend.Accounting.Totals;

namespace OpenAiSpend.Page.Queries;

/// <summary>What a reader of the spend page wants to see. All of it stands in the address, so that a view can be kept and shared.</summary>
internal sealed record SpendPageQuery
{
    /// <summary>What the chart can be broken down by; by customer where traces are read.</summary>
    public static readonly ImmutableArray<Breakdown> Breakdowns = [Breakdown.Project, Breakdown.Model, Breakdown.LineItem, Breakdown.Customer];

    /// <summary>The trailing days that are shown unless said otherwise.</summary>
    public const int DefaultDays = 35;

    /// <summary>The most days that can be shown.</summary>
    public const int MostDays = 100;

    /// <summary>The rows of a table unless said otherwise.</summary>
    public const int DefaultTop = 10;

    /// <summary>The most rows of a table.</summary>
    public const int MostTop = 100;

    /// <summary>The only organization to show, or null for all.</summary>
    public string? Organization { get; init; }

    /// <summary>Whose spend to show.</summary>
    public ProjectFilter Project { get; init; }

    /// <summary>What the chart is broken down by.</summary>
    public Breakdown By { get; init; }

    /// <summary>How many trailing UTC days to show, today included.</summary>
    public int Days { get; init; } = DefaultDays;

    /// <summary>What the tables are sorted by.</summary>
    public SortOrder Sort { get; init; }

    /// <summary>How many rows a table has before the others are added up.</summary>
    public int Top { get; init; } = DefaultTop;

    /// <summary>The query part of the address, such as <c>?by=model</c>; what is as usual is left out.</summary>
    public string Address
    {
        get
        {
            (string Name, string? Value, string? Usual)[] parameters =
            [
                (QueryReader.Organization, Organization, null),
                (QueryReader.Project, Project.Text, null),
                (QueryReader.By, QueryReader.Text(By), QueryReader.Text(default(Breakdown))),
                (QueryReader.Days, $"{Days}", $"{DefaultDays}"),
                (QueryReader.Sort, QueryReader.Text(Sort), QueryReader.Text(default(SortOrder))),
                (QueryReader.Top, $"{Top}", $"{DefaultTop}"),
            ];
            return "?" + string.Join('&', parameters.Where(static one => one.Value is not null && one.Value != one.Usual)
                .Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        }
    }
}

/// <summary>What spend is broken down by.</summary>
internal enum Breakdown
{
    /// <summary>The project.</summary>
    Project,

    /// <summary>The model, as the line item names it.</summary>
    Model,

    /// <summary>OpenAI's text of what was billed.</summary>
    LineItem,

    /// <summary>The user. Of the JSON alone: the spend page has a table of users, beside their tokens.</summary>
    User,

    /// <summary>The customer, by the tokens that services counted.</summary>
    Customer,
}

/// <summary>What the tables are sorted by.</summary>
internal enum SortOrder
{
    /// <summary>The most first: dollars, or tokens where there are no dollars.</summary>
    Most,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The most in the last seven finished days first.</summary>
    Week,

    /// <summary>The largest change against the seven days before first, up or down.</summary>
    Change,
}
