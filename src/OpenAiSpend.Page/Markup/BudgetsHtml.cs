using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>The budgets and the limits that are set at OpenAI.</summary>
internal static class BudgetsHtml
{
    /// <summary>Writes the section; nothing where there are none.</summary>
    public static Html Of(ImmutableArray<BudgetView> budgets, bool isOfSeveral) => budgets.IsEmpty ? Html.None : TableHtml.Section("budgets", "Budgets", TableHtml.Of(
        "Budgets",
        "budgets",
        Html.Of($"""{TableHtml.Texts("Budget", "State", "Used")}{TableHtml.Numbers("Spent", "of", "Forecast")}{TableHtml.Texts("By")}"""),
        Html.Of($"{budgets.Select(budget => Row(budget, isOfSeveral))}")));

    private static Html Row(BudgetView budget, bool isOfSeveral)
    {
        var status = budget.Status;
        var bar = status is { SpentUsd: { } spent, Usd: > 0 } ? Used(spent / status.Usd, status.ForecastUsd / status.Usd) : ValueHtml.Unknown;
        var verdict = budget.IsUsedUp || budget.WillBeUsedUp ? Html.Of($"""<strong class="alarm">{budget.Verdict}</strong>""") : Html.Of($"{budget.Verdict}");
        var cells = TableHtml.Cells(
            ValueHtml.Usd(status.SpentUsd, budget.IsLowerBound), ValueHtml.Usd(status.Usd), status.Period == BudgetPeriod.Day ? Html.None : ValueHtml.Usd(status.ForecastUsd));
        return Html.Of($"""
            <tr><th scope="row">{ValueHtml.Name(budget.Name)}</th><td class="verdict">{verdict}</td><td class="used">{bar}</td>{cells}<td>{ValueHtml.Name(budget.Scope)}{ValueHtml.Owner(budget.Organization.Name, isOfSeveral)}</td></tr>
            """);
    }

    private static Html Used(decimal part, decimal? forecast) =>
        Html.Of($"""{ValueHtml.Bar(part, forecast, $"{Figures.Percent(part)} used")}<span class="muted">{Figures.Percent(part)}</span>""");
}
