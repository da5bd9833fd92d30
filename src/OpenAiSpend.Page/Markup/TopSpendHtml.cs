using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>What the money went to: projects, models, line items.</summary>
internal static class TopSpendHtml
{
    /// <summary>Writes the section.</summary>
    public static Html Of(TopSpend spend, SpendPageQuery query, bool isOfSeveral)
    {
        var heading = $"Top {ChartHtml.Word(spend.By)}s";
        return TableHtml.Section($"top-{QueryReader.Text(spend.By)}", heading, TableHtml.Of(
            heading,
            $"top by-{QueryReader.Text(spend.By)}",
            Html.Of($"""{Header("Name", SortOrder.Name, query, "")}{Header($"{query.Days} days", SortOrder.Most, query, "number")}{TableHtml.Numbers("Share")}{Header("Last 7 days", SortOrder.Week, query, "number")}{Header("Change", SortOrder.Change, query, "number")}"""),
            Html.Of($"""
                {spend.Groups.Select(top => Row(spend, top, query, isOfSeveral))}
                {Html.When(spend.Others > 0, $"""<tr class="rest">{Others(spend.Others, query)}{Cells(spend.OthersUsd, spend)}{TableHtml.Cells(Html.None, Html.None)}</tr>""")}
                <tr class="sum"><th scope="row">All</th>{TableHtml.Cells(ValueHtml.Usd(spend.TotalUsd), Html.None, Html.None, Html.None)}</tr>
                """)));
    }

    /// <summary>A heading that sorts by its column.</summary>
    public static Html Header(string text, SortOrder order, SpendPageQuery query, string cssClass)
    {
        var (sorted, arrow) = query.Sort != order ? (Html.None, "")
            : order == SortOrder.Name ? (Html.Of($""" aria-sort="ascending" """), " ▴")
            : (Html.Of($""" aria-sort="descending" """), " ▾");
        return Html.Of($"""<th scope="col" class="{cssClass}"{sorted}><a href="{(query with { Sort = order }).Address}">{text}{arrow}</a></th>""");
    }

    /// <summary>A project, linked to the view of it alone.</summary>
    public static Html ProjectLink(SpendGroup project, SpendPageQuery query)
    {
        var view = query with { Organization = project.Organization, Project = ProjectFilter.OfProject(project.Id) };
        return Html.Of($"""<a href="{view.Address}">{ValueHtml.Name(project.Name)}</a>""");
    }

    /// <summary>How many rows there would be besides, and the way to see them.</summary>
    public static Html Others(int others, SpendPageQuery query)
    {
        var more = Math.Min(SpendPageQuery.MostTop, query.Top * 5);
        return Html.Of($"""<th scope="row">{others} others {Html.When(more > query.Top, $"""(<a href="{(query with { Top = more }).Address}">show more</a>)""")}</th>""");
    }

    private static Html Row(TopSpend spend, TopGroup top, SpendPageQuery query, bool isOfSeveral)
    {
        var group = top.Group;
        return Html.Of($"""
            <tr data-id="{group.Id}"><th scope="row">{(spend.By == Breakdown.Project ? ProjectLink(group, query) : ValueHtml.Name(group.Name))}{ValueHtml.Owner(group.Organization, isOfSeveral)}</th>{Cells(top.Usd, spend)}{TableHtml.Cells(ValueHtml.Usd(top.WeekUsd), Change(top))}</tr>
            """);
    }

    private static Html Cells(decimal usd, TopSpend spend) => TableHtml.Cells(ValueHtml.Usd(usd), ValueHtml.Share(usd, spend.TotalUsd));

    private static Html Change(TopGroup top)
    {
        if (top is not { WeekUsd: { } now, WeekBeforeUsd: { } before })
        {
            return ValueHtml.Unknown;
        }

        var growth = Figures.Growth(now, before) ?? (now > 0 && before == 0 ? "new" : null);
        return Html.Of($"""{Figures.SignedUsd(now - before)}{Html.When(growth is not null, $""" <span class="muted">{growth}</span>""")}""");
    }
}
