using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exporter.SpendPage.Queries;
using OpenAiSpend.Exporter.SpendPage.Sums;
using OpenAiSpend.Exporter.SpendPage.Views;

namespace OpenAiSpend.Exporter.SpendPage.Markup;

/// <summary>Tokens of completions by day, model and user.</summary>
internal static class TokensHtml
{
    /// <summary>Writes the sections.</summary>
    public static Html Of(TokenTables tokens, PageQuery query) => Html.Of($"""
        <section aria-labelledby="tokens"><h2 id="tokens">Tokens, {tokens.Days.Length} UTC days</h2>
        <div class="card wide" tabindex="0" role="group" aria-label="Tokens by day">
        <table class="tokens">
        <thead><tr><th scope="col">Day (UTC)</th>{Columns}</tr></thead>
        <tbody>{tokens.Days.Select(static day => Day(day.Day, day.Tokens))}<tr class="sum"><th scope="row">All</th>{Cells(tokens.Total)}</tr></tbody>
        </table></div></section>
        {(tokens.Models.IsEmpty ? Html.None : Models(tokens, query))}
        {(tokens.Users.IsEmpty ? Html.None : Users(tokens, query))}
        """);

    private static readonly Html Columns = Html.Of($"""
        <th scope="col" class="number">Input</th><th scope="col" class="number">of it cached</th><th scope="col" class="number">Output</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Cache hits</th>
        """);

    private static Html Models(TokenTables tokens, PageQuery query) => Html.Of($"""
        <section aria-labelledby="token-models"><h2 id="token-models">Tokens by model</h2>
        <div class="card wide" tabindex="0" role="group" aria-label="Tokens by model">
        <table class="token-models">
        <thead><tr>{TablesHtml.Header("Model", TableOrder.Name, query, "")}{Columns}<th scope="col" class="number">$ / M input</th><th scope="col" class="number">$ / M output</th></tr></thead>
        <tbody>{tokens.Models.Select(Model)}{Rest(tokens.OtherModels, 7)}</tbody>
        </table>
        <p class="hint">{Priced(tokens.Priced)}</p></div></section>
        """);

    private static Html Users(TokenTables tokens, PageQuery query) => Html.Of($"""
        <section aria-labelledby="token-users"><h2 id="token-users">Top users, by tokens</h2>
        <div class="card wide" tabindex="0" role="group" aria-label="Tokens by user">
        <table class="token-users">
        <thead><tr>{TablesHtml.Header("User", TableOrder.Name, query, "")}{Columns}<th scope="col" class="number">Share</th></tr></thead>
        <tbody>{tokens.Users.Select(user => User(user.Name, user.Tokens, tokens.Total))}{Rest(tokens.OtherUsers, 6)}</tbody>
        </table></div></section>
        """);

    private static Html Cells(Tokens? tokens) => Html.Of($"""
        <td class="number">{Parts.Count(tokens?.Input)}</td><td class="number">{Parts.Count(tokens?.Cached)}</td><td class="number">{Parts.Count(tokens?.Output)}</td><td class="number">{Parts.Count(tokens?.Requests)}</td><td class="number">{Parts.Percent(tokens?.CacheHitRatio)}</td>
        """);

    private static Html Day(UtcDay day, Tokens? tokens) => Html.Of($"""<tr><th scope="row">{Parts.Day(day)}</th>{Cells(tokens)}</tr>""");

    private static Html Model(ModelRow model) => Html.Of($"""
        <tr><th scope="row">{Parts.Name(model.Name)}</th>{Cells(model.Tokens)}<td class="number">{Price(model.Price?.InputUsd)}</td><td class="number">{Price(model.Price?.OutputUsd)}</td></tr>
        """);

    private static Html User(string name, Tokens tokens, Tokens total) => Html.Of($"""
        <tr><th scope="row">{Parts.Name(name)}</th>{Cells(tokens)}<td class="number">{Parts.Percent(total.Total > 0 ? tokens.Total / total.Total : null)}</td></tr>
        """);

    private static Html Rest(int others, int columns) => others == 0
        ? Html.None
        : Html.Of($"""<tr class="rest"><th scope="row">{others} others</th><td colspan="{columns - 1}"></td></tr>""");

    private static Html Price(decimal? usd) => usd is { } known
        ? Html.Of($"""<data value="{Figures.Exact(known)}" title="${Figures.Exact(known)}">{Figures.Price(known)}</data>""")
        : Parts.Unknown;

    private static string Priced(DayWindow? days) => days is { } window
        ? $"$ / M: what a million tokens really cost, cached input and batches included: billed dollars over tokens of the days whose costs are final, {Figures.Day(window.Start)} to {Figures.Day(window.Last)}. Known where the bill names the model as usage does."
        : "$ / M: what a million tokens really cost is not known yet: there is no day of which tokens are known and costs are final.";
}
