using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Who spent what was billed.</summary>
internal static class UsersHtml
{
    /// <summary>Writes the section; nothing where all is known and nobody spent or used anything.</summary>
    public static Html Of(TopUsers users, SpendPageQuery query, bool isOfSeveral)
    {
        var isEmpty = users.Users.IsEmpty && users.Nobody == default;
        var table = isEmpty ? Html.None : TableHtml.Of(
            "Top users",
            "top users",
            Html.Of($"""{TopSpendHtml.Header("Name", SortOrder.Name, query, "")}{TopSpendHtml.Header("Dollars", SortOrder.Most, query, "number")}{TableHtml.Numbers("Share")}{TokensHtml.Columns}"""),
            Rows(users, query, isOfSeveral),
            $"{Covered(users)}Tokens and requests are those of completions.");
        return isEmpty && users.WithoutDollars.IsEmpty ? Html.None : TableHtml.Section("top-user", "Top users", Html.Of($"""
            {users.WithoutDollars.Select(organization => Html.Of($"""<p class="notice">{(isOfSeveral ? $"{organization.Organization}: who" : "Who")} spent it is not known: that is the bill joined with usage, and {organization.Reason}.</p>"""))}
            {table}
            """));
    }

    private static Html Rows(TopUsers users, SpendPageQuery query, bool isOfSeveral) => Html.Of($"""
        {users.Users.Select(user => Html.Of($"""<tr data-id="{user.Id}"><th scope="row">{ValueHtml.Name(user.Name)}{ValueHtml.Owner(user.Organization, isOfSeveral)}</th>{Cells(user.Spend, users)}</tr>"""))}
        {Html.When(users.Others > 0, $"""<tr class="rest">{TopSpendHtml.Others(users.Others, query)}{Cells(users.OthersSpend, users)}</tr>""")}
        {Html.When(users.Nobody != default, $"""<tr class="nobody"><th scope="row">(no user)</th>{Cells(users.Nobody, users)}</tr>""")}
        <tr class="sum"><th scope="row">All</th>{TableHtml.Cells(ValueHtml.Usd(users.Total.Usd), Html.None)}{TokensHtml.Cells(users.Total.Tokens)}</tr>
        """);

    private static Html Cells(UserSpend spend, TopUsers users) => Html.Of($"""
        {TableHtml.Cells(ValueHtml.Usd(spend.Usd), spend.Usd is { } usd ? ValueHtml.Share(usd, users.Total.Usd ?? 0m) : ValueHtml.Unknown)}{TokensHtml.Cells(spend.Tokens)}
        """);

    private static string Covered(TopUsers users)
    {
        if (users.Covered.IsEmpty)
        {
            return string.Empty;
        }

        var covered = users.Covered.Select(static of => (of.Organization, Days: Figures.Days(of.Days))).ToList();
        var days = covered.DistinctBy(static of => of.Days).Count() == 1 ? covered[0].Days : string.Join("; ", covered.Select(static of => $"{of.Organization} {of.Days}"));
        return $"{days}: the bill joined with usage. Days of which costs or a usage surface are not known are left out. (no user): usage that names none, such as that of service accounts, and what no usage explains. ";
    }
}
