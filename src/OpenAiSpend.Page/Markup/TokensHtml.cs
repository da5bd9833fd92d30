using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Tokens of completions by day and model.</summary>
internal static class TokensHtml
{
    /// <summary>Writes the sections.</summary>
    public static Html Of(TokenTables tokens, PageQuery query, bool isOfSeveral) => Html.Of($"""
        <section aria-labelledby="tokens"><h2 id="tokens">Tokens, {tokens.Days.Length} UTC days</h2>
        <div class="card wide" tabindex="0" role="group" aria-label="Tokens by day">
        <table class="tokens">
        <thead><tr><th scope="col">Day (UTC)</th>{Columns}</tr></thead>
        <tbody>{tokens.Days.Select(static day => Day(day.Day, day.Tokens))}<tr class="sum"><th scope="row">All</th>{Cells(tokens.Total)}</tr></tbody>
        </table></div></section>
        {(tokens.Models.IsEmpty ? Html.None : Models(tokens, query, isOfSeveral))}
        """);

    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static readonly Html Columns = Html.Of($"""
        <th scope="col" class="number">Input</th><th scope="col" class="number">of it cached</th><th scope="col" class="number">Output</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Cache hits</th>
        """);

    private static Html Models(TokenTables tokens, PageQuery query, bool isOfSeveral) => Html.Of($"""
        <section aria-labelledby="token-models"><h2 id="token-models">Tokens by model</h2>
        <div class="card wide" tabindex="0" role="group" aria-label="Tokens by model">
        <table class="token-models">
        <thead><tr>{TablesHtml.Header("Model", TableOrder.Name, query, "")}{Columns}<th scope="col" class="number">$ / M input</th><th scope="col" class="number">$ / M cached</th><th scope="col" class="number">$ / M output</th></tr></thead>
        <tbody>{tokens.Models.Select(Model)}{Rest(tokens.OtherModels, query)}</tbody>
        </table>
        <p class="hint">{Priced(tokens.HasPrices, isOfSeveral)}</p></div></section>
        """);

    /// <summary>Five cells.</summary>
    public static Html Cells(Tokens? tokens) => Html.Of($"""
        <td class="number">{Parts.Count(tokens?.Input)}</td><td class="number">{Parts.Count(tokens?.Cached)}</td><td class="number">{Parts.Count(tokens?.Output)}</td><td class="number">{Parts.Count(tokens?.Requests)}</td><td class="number">{Parts.Percent(tokens?.CacheHitRatio)}</td>
        """);

    private static Html Day(UtcDay day, Tokens? tokens) => Html.Of($"""<tr><th scope="row">{Parts.Day(day)}</th>{Cells(tokens)}</tr>""");

    private static Html Model(ModelRow model) => Html.Of($"""
        <tr><th scope="row">{Parts.Name(model.Name)}</th>{Cells(model.Tokens)}<td class="number">{Price(model.InputUsd)}</td><td class="number">{Price(model.CachedInputUsd)}</td><td class="number">{Price(model.OutputUsd)}</td></tr>
        """);

    private static Html Rest(int others, PageQuery query) => others == 0
        ? Html.None
        : Html.Of($"""<tr class="rest">{TablesHtml.Others(others, query)}<td colspan="8"></td></tr>""");

    private static Html Price(decimal? usd) => usd is { } known
        ? Html.Of($"""<data value="{Figures.Exact(known)}" title="${Figures.Exact(known)}">{Figures.Price(known)}</data>""")
        : Parts.Unknown;

    private static string Priced(bool isKnown, bool isOfSeveral) => isKnown
        ? "$ / M: what a million tokens really cost the whole organization, batches, tiers and credits included: billed dollars over billed tokens of the settled days. The filter by project does not change it."
            + (isOfSeveral ? " Where several organizations use a model, choose one to see its price." : string.Empty)
        : "$ / M: what a million tokens really cost is not known yet: there is no settled day of which both costs and usage are known.";
}
