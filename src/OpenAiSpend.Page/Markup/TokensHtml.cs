using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Tokens of completions by day and model.</summary>
internal static class TokensHtml
{
    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static readonly Html Columns = TableHtml.Numbers("Input", "of it cached", "Output", "Requests", "Cache hits");

    /// <summary>Writes the sections.</summary>
    public static Html Of(TokenUsage usage, SpendPageQuery query, bool isOfSeveral) => Html.Of($"""
        {TableHtml.Section("tokens", $"Tokens, {usage.Days.Length} UTC days", TableHtml.Of(
            "Tokens by day",
            "tokens",
            Html.Of($"""{TableHtml.Texts("Day (UTC)")}{Columns}"""),
            Html.Of($"""{usage.Days.Select(static day => Html.Of($"""<tr><th scope="row">{ValueHtml.Day(day.Day)}</th>{Cells(day.Tokens)}</tr>"""))}<tr class="sum"><th scope="row">All</th>{Cells(usage.Total)}</tr>""")))}
        {(usage.Models.IsEmpty ? Html.None : TableHtml.Section("token-models", "Tokens by model", TableHtml.Of(
            "Tokens by model",
            "token-models",
            Html.Of($"""{TopSpendHtml.Header("Model", SortOrder.Name, query, "")}{Columns}{TableHtml.Numbers("$ / M input", "$ / M cached", "$ / M output")}"""),
            Html.Of($"""{usage.Models.Select(Model)}{Html.When(usage.OtherModels > 0, $"""<tr class="rest">{TopSpendHtml.Others(usage.OtherModels, query)}<td colspan="8"></td></tr>""")}"""),
            Priced(usage.HasPrices, isOfSeveral))))}
        """);

    /// <summary>Five cells.</summary>
    public static Html Cells(Tokens? tokens) => TableHtml.Cells(
        ValueHtml.Count(tokens?.Input), ValueHtml.Count(tokens?.Cached), ValueHtml.Count(tokens?.Output), ValueHtml.Count(tokens?.Requests), ValueHtml.Percent(tokens?.CacheHitRatio));

    private static Html Model(ModelTokens model) => Html.Of($"""
        <tr><th scope="row">{ValueHtml.Name(model.Name)}</th>{Cells(model.Tokens)}{TableHtml.Cells(ValueHtml.Price(model.InputUsd), ValueHtml.Price(model.CachedInputUsd), ValueHtml.Price(model.OutputUsd))}</tr>
        """);

    private static string Priced(bool isKnown, bool isOfSeveral) => isKnown
        ? "$ / M: what a million tokens really cost the whole organization, batches, tiers and credits included: billed dollars over billed tokens of the settled days. The filter by project does not change it."
            + (isOfSeveral ? " Where several organizations use a model, choose one to see its price." : string.Empty)
        : "$ / M: what a million tokens really cost is not known yet: there is no settled day of which both costs and usage are known.";
}
