using System.Collections.Immutable;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Queries;

/// <summary>What a reader of the page wants to see. All of it stands in the address, so that a view can be kept and shared.</summary>
internal sealed record PageQuery
{
    /// <summary>What the chart can be broken down by.</summary>
    public static readonly ImmutableArray<Breakdown> Breakdowns = [Breakdown.Project, Breakdown.Model, Breakdown.LineItem];

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
    public ProjectChoice Project { get; init; }

    /// <summary>What the chart is broken down by.</summary>
    public Breakdown By { get; init; }

    /// <summary>How many trailing UTC days to show, today included.</summary>
    public int Days { get; init; } = DefaultDays;

    /// <summary>What the tables are sorted by.</summary>
    public TableOrder Sort { get; init; }

    /// <summary>How many rows a table has before the others are added up.</summary>
    public int Top { get; init; } = DefaultTop;

    /// <summary>The query part of the address, such as <c>?by=model</c>; what is as usual is left out.</summary>
    public string Address
    {
        get
        {
            var pairs = new List<(string Name, string Value)>();
            Add(QueryReader.Organization, Organization, null);
            Add(QueryReader.Project, Project.Text, null);
            Add(QueryReader.By, QueryReader.Text(By), QueryReader.Text(default(Breakdown)));
            Add(QueryReader.Days, $"{Days}", $"{DefaultDays}");
            Add(QueryReader.Sort, QueryReader.Text(Sort), QueryReader.Text(default(TableOrder)));
            Add(QueryReader.Top, $"{Top}", $"{DefaultTop}");
            return pairs.Count == 0
                ? "?"
                : "?" + string.Join('&', pairs.Select(static pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));

            void Add(string name, string? value, string? usual)
            {
                if (value is not null && value != usual)
                {
                    pairs.Add((name, value));
                }
            }
        }
    }
}
