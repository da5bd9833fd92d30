using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page.Markup;

/// <summary>Whether the exporter is well: each surface with its state, and what to do where it is not.</summary>
internal static class HealthHtml
{
    /// <summary>Writes the section.</summary>
    public static Html Of(SpendPageView view) => TableHtml.Section("health", "Health", Html.Of($"""
        <p>{Summary(view.Surfaces)}</p>
        {view.Options.Warnings.Select(static warning => Html.Of($"""<p class="notice">The configuration is probably not what is meant: {warning}</p>"""))}
        {view.Options.Excluded.Select(static of => Html.Of($"""<p class="notice">Left out of /metrics by <code>{of.Pattern}</code>: {Some(of.Families)}.</p>"""))}
        {Notices(view, static surface => surface.Health.IsClockOff ? ClockOff(surface.Health.ClockSkew!.Value) : null, "notice bad")}
        {Notices(view, static surface => surface.MissingDays.IsEmpty ? null : Missing(surface), "notice")}
        {TableHtml.Of(
            "Health of each surface",
            "health",
            Html.Of($"""{(view.IsOfSeveral ? TableHtml.Texts("Organization") : Html.None)}{TableHtml.Texts("Surface", "State", "Last read", "Data through", "Next poll")}{TableHtml.Numbers("Series", "Folded")}"""),
            Html.Of($"{view.Surfaces.Select(surface => Row(view, surface))}"))}
        """));

    /// <summary>Writes what cannot be read, why, and what to do; nothing where all is well.</summary>
    public static Html Troubles(SpendPageView view)
    {
        var troubles = Notices(view, surface => surface.Health.IsFailing ? Trouble(surface.Health, view.Now) : null, "notice bad");
        return Html.When(troubles.Count > 0, $"""<section id="trouble" aria-label="What fails">{troubles}</section>""");
    }

    // Surfaces of which the same is to be said are named together.
    private static List<Html> Notices(SpendPageView view, Func<SurfaceView, (string One, string Several)?> read, string cssClass) =>
    [
        .. view.Surfaces.Where(surface => read(surface) is not null).GroupBy(surface => (surface.Health.Organization, Text: read(surface)!.Value)).Select(same =>
        {
            var owner = view.IsOfSeveral ? $"{same.Key.Organization}: " : string.Empty;
            return Html.Of($"""<p class="{cssClass}"><strong>{owner}{Names([.. same])}</strong>: {(same.Count() == 1 ? same.Key.Text.One : same.Key.Text.Several)}</p>""");
        }),
    ];

    private static (string One, string Several)? Trouble(SurfaceHealth health, DateTimeOffset now)
    {
        var error = health.Error ?? $"The last poll ended as {health.Outcome!.Value.Name()}.";
        if (health.LastSuccess is { } success)
        {
            error += $" The numbers are those of {Figures.Time(success, now)}.";
            return (error, error);
        }

        return ($"{error} It has never been read, so there are no numbers.", $"{error} They have never been read, so there are no numbers.");
    }

    private static (string One, string Several)? Missing(SurfaceView surface)
    {
        var text = $"OpenAI has not sent {Figures.Days(surface.MissingDays)}. What happened then is not known, which is not zero: sums over it are a lower bound, or a dash.";
        return (text, text);
    }

    private static (string One, string Several)? ClockOff(TimeSpan skew)
    {
        var text = $"The clock of this machine was {Figures.Span(skew)} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} OpenAI's at the last read. Set it: with more than an hour between them today is not known.";
        return (text, text);
    }

    private static string Some(ImmutableArray<string> families)
    {
        const int Most = 10;
        return string.Join(", ", families.Take(Most).DefaultIfEmpty("no family")) + (families.Length > Most ? $" and {families.Length - Most} more" : string.Empty);
    }

    private static string Names(SurfaceView[] surfaces)
    {
        const int Most = 5;
        return surfaces.Length <= Most
            ? string.Join(", ", surfaces.Select(static surface => surface.Name))
            : $"{surfaces.Length} surfaces, {surfaces[0].Name} among them";
    }

    private static Html Row(SpendPageView view, SurfaceView surface)
    {
        var health = surface.Health;
        var through = health.DataThrough is { } end ? Html.Of($"{Figures.Time(end, view.Now)}") : health.Surface is BucketSurface ? ValueHtml.Unknown : Html.None;
        return Html.Of($"""
            <tr data-surface="{health.Surface.Name}">{Html.When(view.IsOfSeveral, $"<td>{ValueHtml.Name(health.Organization)}</td>")}<th scope="row">{surface.Name}</th><td>{State(surface)}</td><td>{Ago(health.LastSuccess, view.Now)}</td><td>{through}</td><td>{Next(health, view.Now)}</td>{TableHtml.Cells(ValueHtml.Count(surface.Series?.Series), surface.Series is { Folded: > 0 and var folded } ? ValueHtml.Count(folded) : Html.None)}</tr>
            """);
    }

    private static Html State(SurfaceView surface)
    {
        var (kind, text) = surface.Health switch
        {
            { PagesRead: { } pages, Outcome: null } => ("wait", $"first read, {(pages == 1 ? "1 page" : $"{pages} pages")} so far"),
            { PagesRead: not null, IsFailing: true } => ("bad", $"{Word(surface.Health.Outcome!.Value)}; trying again"),
            { IsFailing: true } => ("bad", Word(surface.Health.Outcome!.Value)),
            { Outcome: null, LastSuccess: not null } => ("wait", "restored from disk, not read since"),
            { Outcome: null } => ("wait", "not read yet"),
            _ when !surface.MissingDays.IsEmpty => ("wait", surface.MissingDays is [_] ? "1 day is missing" : $"{surface.MissingDays.Length} days are missing"),
            _ => ("good", "well"),
        };
        return Html.Of($"""<span class="state {kind}">{text}</span>{Html.When(surface.Health.IsFailing, $""" (<a href="#trouble">what to do</a>)""")}""");
    }

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

    private static Html Next(SurfaceHealth health, DateTimeOffset now) => health switch
    {
        { PagesRead: not null } => Html.Of($"under way"),
        { NextPoll: { } at } when at > now => Html.Of($"in {Figures.Span(at - now)}"),
        { NextPoll: not null } => Html.Of($"due"),
        _ => ValueHtml.Unknown,
    };

    private static string Summary(ImmutableArray<SurfaceView> surfaces)
    {
        var failing = surfaces.Count(static surface => surface.Health.IsFailing);
        var waiting = surfaces.Count(static surface => surface.Health.Outcome is null);
        var missing = surfaces.Count(static surface => surface is { Health.Outcome: PollOutcome.Ok, MissingDays.IsEmpty: false });
        return surfaces.IsEmpty
            ? "The exporter has just started."
            : $"{surfaces.Length - failing - waiting - missing} of {surfaces.Length} surfaces are well"
                + (failing > 0 ? $", {failing} failing" : string.Empty)
                + (missing > 0 ? $", {missing} with days missing" : string.Empty)
                + (waiting > 0 ? $", {waiting} not read yet" : string.Empty) + ".";
    }
}
