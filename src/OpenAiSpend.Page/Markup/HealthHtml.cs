using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Whether the exporter is well: each surface with its state, and what to do where it is not.</summary>
internal static class HealthHtml
{
    /// <summary>Writes the section.</summary>
    public static Html Of(PageView view) => Html.Of($"""
        <section aria-labelledby="health"><h2 id="health">Health</h2>
        <p>{Summary(view)}</p>
        {view.Options.Warnings.Select(static warning => Html.Of($"""<p class="notice">The configuration is probably not what is meant: {warning}</p>"""))}
        <div class="card wide" tabindex="0" role="group" aria-label="Health of each surface">
        <table class="health">
        <thead><tr>{(view.IsOfSeveral ? Html.Of($"""<th scope="col">Organization</th>""") : Html.None)}<th scope="col">Surface</th><th scope="col">State</th><th scope="col">Last read</th><th scope="col">Data through</th><th scope="col">Next poll</th><th scope="col" class="number">Series</th><th scope="col" class="number">Folded</th></tr></thead>
        <tbody>{view.Surfaces.Select(surface => Row(view, surface))}</tbody>
        </table></div></section>
        """);

    /// <summary>Writes what cannot be read, why, and what to do; nothing where all is well. Surfaces that fail alike are named together.</summary>
    public static Html Troubles(PageView view)
    {
        var troubles = view.Surfaces.Where(static surface => surface.IsFailing)
            .GroupBy(surface => (surface.Organization, Error: ErrorOf(surface), Since: surface.LastSuccess is { } success ? Figures.Time(success, view.Now) : null))
            .Select(same => Html.Of($"""<p class="notice bad"><strong>{(view.IsOfSeveral ? $"{same.Key.Organization}: " : string.Empty)}{Names([.. same])}</strong>: {same.Key.Error} {Since(same.Key.Since, same.Count())}</p>"""))
            .ToList();
        return troubles.Count == 0 ? Html.None : Html.Of($"""<section id="trouble" aria-label="What fails">{troubles}</section>""");
    }

    private static string ErrorOf(SurfaceStatus surface) => surface.Last!.Error ?? $"The last poll ended as {surface.Last.Outcome.Name()}.";

    private static string Since(string? success, int surfaces) =>
        success is not null ? $"The numbers are those of {success}."
        : surfaces == 1 ? "It has never been read, so there are no numbers."
        : "They have never been read, so there are no numbers.";

    private static string Names(SurfaceStatus[] surfaces)
    {
        const int Most = 5;
        return surfaces.Length <= Most
            ? string.Join(", ", surfaces.Select(static surface => surface.Surface.Name.Replace('_', ' ')))
            : $"{surfaces.Length} surfaces, {surfaces[0].Surface.Name} among them";
    }

    private static Html Row(PageView view, SurfaceStatus surface)
    {
        var series = view.Series.FirstOrDefault(series => series.Organization == surface.Organization && series.Surface == surface.Surface.Name);
        return Html.Of($"""
            <tr data-surface="{surface.Surface.Name}">{(view.IsOfSeveral ? Html.Of($"<td>{Parts.Name(surface.Organization)}</td>") : Html.None)}<th scope="row">{surface.Surface.Name.Replace('_', ' ')}</th><td>{State(surface)}</td><td>{Ago(surface.LastSuccess, view.Now)}</td><td>{(surface.DataThrough is { } through ? Html.Of($"{Figures.Time(through, view.Now)}") : surface.Surface is BucketSurface ? Parts.Unknown : Html.None)}</td><td>{Next(surface, view.Now)}</td><td class="number">{(series.Surface is null ? Parts.Unknown : Parts.Count(series.Count))}</td><td class="number">{(series.Folded > 0 ? Parts.Count(series.Folded) : Html.None)}</td></tr>
            """);
    }

    private static Html State(SurfaceStatus surface)
    {
        var (kind, text) = surface switch
        {
            { IsReading: true, Last: null } => ("wait", $"first read, {Pages(surface.Pages)}"),
            { IsReading: true, IsFailing: true } => ("bad", $"{Word(surface.Last!.Outcome)}; trying again"),
            { IsFailing: true } => ("bad", Word(surface.Last!.Outcome)),
            { Last: null, LastSuccess: not null } => ("wait", "restored from disk, not read since"),
            { Last: null } => ("wait", "waiting for its turn"),
            _ => ("good", "well"),
        };
        var how = surface.IsFailing ? Html.Of($""" (<a href="#trouble">what to do</a>)""") : Html.None;
        return Html.Of($"""<span class="state {kind}">{text}</span>{how}""");
    }

    private static string Pages(int pages) => pages == 1 ? "1 page so far" : $"{pages} pages so far";

    private static string Word(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Unauthorized => "OpenAI refuses the key",
        PollOutcome.Forbidden => "the key lacks a scope",
        PollOutcome.RateLimited => "OpenAI asks to slow down",
        PollOutcome.BadRequest => "OpenAI does not accept the request",
        PollOutcome.ServerError => "OpenAI fails",
        PollOutcome.Timeout => "no answer in time",
        PollOutcome.Network => "no connection",
        _ => "the answer makes no sense",
    };

    private static Html Ago(DateTimeOffset? at, DateTimeOffset now) => at is { } instant
        ? Html.Of($"""<time datetime="{instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" title="{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC">{Figures.Span(now - instant)} ago</time>""")
        : Html.Of($"never");

    private static Html Next(SurfaceStatus surface, DateTimeOffset now) => surface switch
    {
        { IsReading: true } => Html.Of($"under way"),
        { NextPoll: { } at } when at > now => Html.Of($"in {Figures.Span(at - now)}"),
        { NextPoll: not null } => Html.Of($"due"),
        _ => Parts.Unknown,
    };

    private static string Summary(PageView view)
    {
        if (view.Surfaces.IsEmpty)
        {
            return "The exporter has just started.";
        }

        var failing = view.Surfaces.Count(static surface => surface.IsFailing);
        var waiting = view.Surfaces.Count(static surface => surface.Last is null);
        var well = view.Surfaces.Length - failing - waiting;
        return $"{well} of {view.Surfaces.Length} surfaces are well"
            + (failing > 0 ? $", {failing} failing" : string.Empty)
            + (waiting > 0 ? $", {waiting} not read yet" : string.Empty) + ".";
    }
}
