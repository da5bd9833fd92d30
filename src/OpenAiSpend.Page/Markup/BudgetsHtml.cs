using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>The budgets and the limits that are set at OpenAI.</summary>
internal static class BudgetsHtml
{
    /// <summary>Writes the section; nothing where there are none.</summary>
    public static Html Of(ImmutableArray<BudgetRow> budgets, bool isOfSeveral) => budgets.IsEmpty
        ? Html.None
        : Html.Of($"""
            <section aria-labelledby="budgets"><h2 id="budgets">Budgets</h2>
            <div class="card wide" tabindex="0" role="group" aria-label="Budgets">
            <table class="budgets">
            <thead><tr><th scope="col">Budget</th><th scope="col">State</th><th scope="col">Used</th><th scope="col" class="number">Spent</th><th scope="col" class="number">of</th><th scope="col" class="number">Forecast</th><th scope="col">By</th></tr></thead>
            <tbody>{budgets.Select(budget => Row(budget, isOfSeveral))}</tbody>
            </table></div></section>
            """);

    /// <summary>How a budget stands, in words.</summary>
    public static string Verdict(BudgetStatus budget) => budget switch
    {
        { SpentUsd: null } => "not known",
        { SpentUsd: { } spent } when spent > budget.Usd => "used up",
        { ForecastUsd: { } forecast } when forecast > budget.Usd => "will be used up",
        _ => "within budget",
    };

    private static Html Row(BudgetRow row, bool isOfSeveral)
    {
        var budget = row.Status;
        var part = budget.SpentUsd is { } spent && budget.Usd > 0 ? spent / budget.Usd : (decimal?)null;
        var forecast = budget.ForecastUsd is { } end && budget.Usd > 0 ? end / budget.Usd : (decimal?)null;
        var bar = part is { } used ? Html.Of($"""{Parts.Bar(used, forecast, $"{Figures.Percent(used)} used")}<span class="muted">{Figures.Percent(used)}</span>""") : Parts.Unknown;
        var owner = isOfSeveral ? Html.Of($"""<span class="muted">{Parts.Name(row.Organization)}</span> """) : Html.None;
        var verdict = Verdict(budget);
        return Html.Of($"""
            <tr><th scope="row">{Parts.Name(BudgetLine.NameOf(budget))}</th><td class="verdict">{(verdict is "used up" or "will be used up" ? Html.Of($"""<strong class="alarm">{verdict}</strong>""") : Html.Of($"{verdict}"))}</td><td class="used">{bar}</td><td class="number">{Parts.Usd(budget.SpentUsd)}</td><td class="number">{Parts.Usd(budget.Usd)}</td><td class="number">{(budget.Period == BudgetPeriod.Day ? Html.None : Parts.Usd(budget.ForecastUsd))}</td><td>{owner}{Parts.Name(row.Scope)}</td></tr>
            """);
    }
}
