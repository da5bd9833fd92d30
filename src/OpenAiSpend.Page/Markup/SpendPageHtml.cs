using System.Security.Cryptography;
using System.Text;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Writes the spend page.</summary>
internal static class SpendPageHtml
{
    private const string Repository = "https://github.com/openai-spend-exporter/openai-spend-exporter";

    // A bar chart of three bars; without an icon of its own the browser would ask for one.
    private const string Icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%232f6fb8' d='M1 9h4v6H1zM6 5h4v10H6zM11 1h4v14h-4z'/%3E%3C/svg%3E";

    private static readonly string Style = ReadStyle();

    /// <summary>What the browser may do with the page: show its own style and its icon, and ask for the page again.</summary>
    public static readonly string SecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Writes all of it.</summary>
    public static string Of(SpendPageView view) => Document(Html.Of($"""
        <header><h1><a href="./">OpenAI spend</a></h1>{Filters(view)}</header>
        <main>
        {HealthHtml.Troubles(view)}
        {(view is { Overview: { } overview, Chart: { } chart } ? Spend(view, overview, chart) : Waiting(view))}
        {(view.Users is { } users ? UsersHtml.Of(users, view.Query, view.IsOfSeveral) : Html.None)}
        {(view.Tokens is { } tokens ? TokensHtml.Of(tokens, view.Query, view.IsOfSeveral) : Html.None)}
        {HealthHtml.Of(view)}
        </main>
        """));

    /// <summary>Writes the answer to an address that asks for something that does not exist.</summary>
    public static string OfMistake(string message) => Document(Html.Of($"""
        <header><h1><a href="./">OpenAI spend</a></h1></header>
        <main>{TableHtml.Section("mistake", "This view does not exist", Html.Of($"""<p class="notice bad">{message}</p><p><a href="./">Show everything</a></p>"""))}</main>
        """));

    private static string Document(Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>OpenAI Spend Exporter</title>
        <link rel="icon" href="{Icon}">
        <style>{new Html(Style)}</style>
        </head>
        <body>
        {body}
        <footer>
        <p>OpenAI Spend Exporter, version {BuildIdentity.Current.Version}. All days and months are UTC.</p>
        <nav aria-label="Elsewhere"><a href="metrics">Metrics</a> <a href="api/v1/spend">JSON</a> <a href="-/ready">Ready</a> <a href="-/healthy">Healthy</a> <a href="{Repository}/blob/main/prometheus/runbook.md">Runbook</a> <a href="{Repository}#readme">Documentation</a></nav>
        </footer>
        </body>
        </html>

        """).Text;

    private static Html Spend(SpendPageView view, Overview overview, Chart chart) => Html.Of($"""
        {Html.When(!view.WithoutCosts.IsEmpty, $"""<p class="notice">Not in these numbers, because their costs have never been read: {string.Join(", ", view.WithoutCosts)}.</p>""")}
        {Html.When(!overview.OtherCurrencies.IsEmpty, $"""<p class="notice">This page adds up US dollars alone. There is spend in {string.Join(", ", overview.OtherCurrencies)} as well: see <a href="metrics">/metrics</a>.</p>""")}
        {Html.When(chart.Series.IsEmpty && chart.Days.Any(static day => day.Usd is not null), $"""<p class="notice">OpenAI has billed nothing in these {view.Query.Days} days. That has been read, and is not an error.</p>""")}
        {CardsHtml.Of(overview, view.Now)}
        {ChartHtml.Of(chart, view.Query, view.Breakdowns)}
        {BudgetsHtml.Of(view.Budgets, view.IsOfSeveral)}
        {Html.When(!chart.Series.IsEmpty, $"{view.TopSpend.Select(spend => TopSpendHtml.Of(spend, view.Query, view.IsOfSeveral))}")}
        """);

    private static Html Waiting(SpendPageView view)
    {
        var failing = view.Surfaces.Any(static surface => surface.Health is { IsFailing: true } health && health.Surface == Surface.Costs);
        var text = failing
            ? "No costs could be read so far, so there is nothing to show. The exporter keeps trying; this page looks again by itself."
            : "Waiting for the first costs. The first read takes a few seconds to a few minutes: OpenAI's answers come page by page. This page looks again by itself.";
        return TableHtml.Section("waiting", failing ? "No numbers yet" : "Reading for the first time", Html.Of($"""<p class="notice" role="status">{text}</p>"""));
    }

    private static Html Filters(SpendPageView view)
    {
        var query = view.Query;
        var organizations = view.Options.Organizations.Length < 2
            ? Html.Of($"""<span class="who">{ValueHtml.Name(view.Options.Organizations[0])}</span>""")
            : Html.Of($"""<label>Organization <select name="organization">{Option("", "all", query.Organization is null)}{view.Options.Organizations.Select(name => Option(name, name, name == query.Organization))}</select></label>""");
        var projects = Html.When(
            !view.Projects.IsEmpty,
            $"""<label>Project <select name="project">{Option("", "all", query.Project.IsAll)}{view.Projects.Select(project => ProjectOption(project, view))}</select></label>""");
        int[] days = [.. new[] { 7, 14, 35, 65, query.Days }.Distinct().Order()];
        return Html.Of($"""
            <form method="get" action="./">{organizations}{projects}<label>Days <select name="days">{days.Select(count => Option($"{count}", $"{count}", count == query.Days))}</select></label><input type="hidden" name="by" value="{QueryReader.Text(query.By)}"><input type="hidden" name="sort" value="{QueryReader.Text(query.Sort)}"><button>Show</button></form>
            """);
    }

    private static Html ProjectOption((string Organization, ProjectFilter Filter, string Name) project, SpendPageView view)
    {
        const int Longest = 60;
        var name = project.Name.Length > Longest ? project.Name[..Longest] + "…" : project.Name;
        return Option(project.Filter.Text!, view.IsOfSeveral ? $"{name} – {project.Organization}" : name, project.Filter == view.Query.Project);
    }

    private static Html Option(string value, string text, bool isChosen) =>
        Html.Of($"""<option value="{value}"{Html.When(isChosen, $" selected")} dir="auto">{text}</option>""");

    private static string ReadStyle()
    {
        using var stream = typeof(SpendPageHtml).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // HTML turns every line end into this one, and the policy's hash is that of what HTML makes of it.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
