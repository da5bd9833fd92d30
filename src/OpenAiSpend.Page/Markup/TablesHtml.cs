using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>What the money went to: projects, models, line items.</summary>
internal static class TablesHtml
{
    /// <summary>Writes a table.</summary>
    public static Html Of(TopTable table, PageQuery query, bool isOfSeveral)
    {
        var name = $"Top {ChartHtml.Word(table.By)}s";
        var id = $"top-{QueryReader.Text(table.By)}";
        return Html.Of($"""
            <section aria-labelledby="{id}"><h2 id="{id}">{name}</h2>
            <div class="card wide" tabindex="0" role="group" aria-label="{name}">
            <table class="top" data-by="{QueryReader.Text(table.By)}">
            <thead><tr>{Header("Name", TableOrder.Name, query, "")}{Header($"{query.Days} days", TableOrder.Most, query, "number")}<th scope="col" class="number">Share</th>{Header("Last 7 days", TableOrder.Week, query, "number")}{Header("Change", TableOrder.Change, query, "number")}</tr></thead>
            <tbody>{table.Rows.Select(row => Row(table, row, query, isOfSeveral))}{Rest(table, query)}</tbody>
            </table></div></section>
            """);
    }

    /// <summary>A heading that sorts by its column.</summary>
    public static Html Header(string text, TableOrder order, PageQuery query, string cssClass)
    {
        var isSorted = query.Sort == order;
        var sorted = isSorted ? Html.Of($""" aria-sort="{(order == TableOrder.Name ? "ascending" : "descending")}" """) : Html.None;
        return Html.Of($"""<th scope="col" class="{cssClass}"{sorted}><a href="{(query with { Sort = order }).Address}">{text}{(isSorted ? order == TableOrder.Name ? " ▴" : " ▾" : string.Empty)}</a></th>""");
    }

    /// <summary>A project, linked to the view of it alone.</summary>
    public static Html ProjectLink(SpendGroup project, PageQuery query)
    {
        var choice = ProjectChoice.Of(project.Id ?? ProjectChoice.NoProject);
        return Html.Of($"""<a href="{(query with { Organization = project.Organization, Project = choice }).Address}">{Parts.Name(project.Name)}</a>""");
    }

    /// <summary>How many rows there would be besides, and the way to see them.</summary>
    public static Html Others(int others, PageQuery query)
    {
        var more = Math.Min(PageQuery.MostTop, query.Top * 5);
        return Html.Of($"""<th scope="row">{others} others {(more > query.Top ? Html.Of($"""(<a href="{(query with { Top = more }).Address}">show more</a>)""") : Html.None)}</th>""");
    }

    /// <summary>A part of a sum.</summary>
    public static Html Share(decimal usd, decimal total) => Parts.Percent(total > 0 ? usd / total : null);

    /// <summary>Whose something is, where organizations are several.</summary>
    public static Html Owner(string? organization, bool isOfSeveral) => isOfSeveral && organization is not null
        ? Html.Of($""" <span class="muted">{Parts.Name(organization)}</span>""")
        : Html.None;

    private static Html Row(TopTable table, TopRow row, PageQuery query, bool isOfSeveral)
    {
        var name = table.By == Breakdown.Project ? ProjectLink(row.Group, query) : Parts.Name(row.Group.Name);
        return Html.Of($"""
            <tr data-id="{row.Group.Id}"><th scope="row">{name}{Owner(row.Group.Organization, isOfSeveral)}</th><td class="number">{Parts.Usd(row.Usd)}</td><td class="number">{Share(row.Usd, table.TotalUsd)}</td><td class="number">{Parts.Usd(row.WeekUsd)}</td><td class="number">{Change(row.WeekUsd, row.WeekBeforeUsd)}</td></tr>
            """);
    }

    private static Html Rest(TopTable table, PageQuery query)
    {
        var rest = table.Others == 0
            ? Html.None
            : Html.Of($"""
                <tr class="rest">{Others(table.Others, query)}<td class="number">{Parts.Usd(table.OthersUsd)}</td><td class="number">{Share(table.OthersUsd, table.TotalUsd)}</td><td></td><td></td></tr>
                """);
        return Html.Of($"""{rest}<tr class="sum"><th scope="row">All</th><td class="number">{Parts.Usd(table.TotalUsd)}</td><td></td><td></td><td></td></tr>""");
    }

    private static Html Change(decimal now, decimal? before)
    {
        if (before is not { } earlier)
        {
            return Parts.Unknown;
        }

        var growth = Figures.Growth(now, earlier) ?? (now > 0 && earlier == 0 ? "new" : null);
        return Html.Of($"""{Figures.SignedUsd(now - earlier)}{(growth is null ? Html.None : Html.Of($""" <span class="muted">{growth}</span>"""))}""");
    }
}
