namespace OpenAiSpend.Page.Markup;

/// <summary>The frame of a section of the spend page, and of a table in it.</summary>
internal static class TableHtml
{
    /// <summary>A part of the page under a heading of its own.</summary>
    public static Html Section(string id, string heading, Html content) => Html.Of($"""
        <section aria-labelledby="{id}"><h2 id="{id}">{heading}</h2>
        {content}</section>
        """);

    /// <summary>A table that scrolls by itself where the screen is narrower.</summary>
    /// <param name="label">What it is, to those who cannot see it.</param>
    /// <param name="cssClass">What the style and programs find it by.</param>
    /// <param name="head">The cells of the first row.</param>
    /// <param name="rows">The other rows.</param>
    /// <param name="hint">What to know about it.</param>
    public static Html Of(string label, string cssClass, Html head, Html rows, string? hint = null) => Html.Of($"""
        <div class="card wide" tabindex="0" role="group" aria-label="{label}">
        <table class="{cssClass}">
        <thead><tr>{head}</tr></thead>
        <tbody>{rows}</tbody>
        </table>{Html.When(hint is not null, $"""<p class="hint">{hint}</p>""")}</div>
        """);

    /// <summary>Headings of columns of text.</summary>
    public static Html Texts(params IEnumerable<string> headings) =>
        Html.Of($"{headings.Select(static text => Html.Of($"""<th scope="col">{text}</th>"""))}");

    /// <summary>Headings of columns of numbers.</summary>
    public static Html Numbers(params IEnumerable<string> headings) =>
        Html.Of($"{headings.Select(static text => Html.Of($"""<th scope="col" class="number">{text}</th>"""))}");

    /// <summary>Cells of numbers.</summary>
    public static Html Cells(params IEnumerable<Html> cells) =>
        Html.Of($"{cells.Select(static cell => Html.Of($"""<td class="number">{cell}</td>"""))}");
}
