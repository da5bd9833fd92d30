using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Who spent what was billed.</summary>
internal static class UsersHtml
{
    /// <summary>Writes the section; nothing where all is known and nobody spent or used anything.</summary>
    public static Html Of(UserTable users, PageQuery query, bool isOfSeveral)
    {
        var isEmpty = users.Rows.IsEmpty && users.Nobody == default;
        if (isEmpty && users.WithoutDollars.IsEmpty)
        {
            return Html.None;
        }

        return Html.Of($"""
            <section aria-labelledby="top-user"><h2 id="top-user">Top users</h2>
            {Without(users, isOfSeveral)}
            {(isEmpty ? Html.None : Table(users, query, isOfSeveral))}</section>
            """);
    }

    private static Html Table(UserTable users, PageQuery query, bool isOfSeveral) => Html.Of($"""
        <div class="card wide" tabindex="0" role="group" aria-label="Top users">
        <table class="top users">
        <thead><tr>{TablesHtml.Header("Name", TableOrder.Name, query, "")}{TablesHtml.Header("Dollars", TableOrder.Most, query, "number")}<th scope="col" class="number">Share</th>{TokensHtml.Columns}</tr></thead>
        <tbody>{users.Rows.Select(row => Row(row, users, isOfSeveral))}{Rest(users, query)}</tbody>
        </table>
        <p class="hint">{Covered(users)}Tokens and requests are those of completions.</p></div>
        """);

    private static Html Row(UserRow row, UserTable users, bool isOfSeveral) => Html.Of($"""
        <tr data-id="{row.Id}"><th scope="row">{Parts.Name(row.Name)}{TablesHtml.Owner(row.Organization, isOfSeveral)}</th>{Cells(row.Sum, users)}</tr>
        """);

    private static Html Rest(UserTable users, PageQuery query)
    {
        var others = users.Others == 0
            ? Html.None
            : Html.Of($"""<tr class="rest">{TablesHtml.Others(users.Others, query)}{Cells(users.OthersSum, users)}</tr>""");
        var nobody = users.Nobody == default
            ? Html.None
            : Html.Of($"""<tr class="nobody"><th scope="row">(no user)</th>{Cells(users.Nobody, users)}</tr>""");
        return Html.Of($"""
            {others}{nobody}<tr class="sum"><th scope="row">All</th><td class="number">{Parts.Usd(users.Total.Usd)}</td><td></td>{TokensHtml.Cells(users.Total.Tokens)}</tr>
            """);
    }

    private static Html Cells(UserSum sum, UserTable users) => Html.Of($"""
        <td class="number">{Parts.Usd(sum.Usd)}</td><td class="number">{(sum.Usd is { } usd ? TablesHtml.Share(usd, users.Total.Usd ?? 0m) : Parts.Unknown)}</td>{TokensHtml.Cells(sum.Tokens)}
        """);

    private static Html Without(UserTable users, bool isOfSeveral) => Html.Join(users.WithoutDollars.Select(organization => Html.Of($"""
        <p class="notice">{(isOfSeveral ? $"{organization.Organization}: who" : "Who")} spent it is not known: that is the bill joined with usage, and {organization.Reason}.</p>
        """)));

    private static string Covered(UserTable users)
    {
        if (users.Covered.IsEmpty)
        {
            return string.Empty;
        }

        var days = users.Covered.DistinctBy(static organization => organization.Days).Count() == 1
            ? Words(users.Covered[0].Days)
            : string.Join("; ", users.Covered.Select(static organization => $"{organization.Organization} {Words(organization.Days)}"));
        return $"{days}: the bill joined with usage. Days of which costs or a usage surface have not been read are left out. (no user): usage that names none, such as that of service accounts, and what no usage explains. ";
    }

    private static string Words(DayWindow days) => days.Days == 1 ? Figures.Day(days.Start) : $"{Figures.Day(days.Start)} to {Figures.Day(days.Last)}";
}
