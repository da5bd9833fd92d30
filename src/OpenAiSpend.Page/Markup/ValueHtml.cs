using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Markup;

/// <summary>Numbers, names and days, wherever they stand on the spend page.</summary>
internal static class ValueHtml
{
    /// <summary>What stands where a number is not known.</summary>
    public static readonly Html Unknown = Html.Of($"""<span class="unknown" title="not known">–</span>""");

    /// <summary>Dollars; the exact amount is in the value and shows on hover.</summary>
    public static Html Usd(decimal? usd) => usd is { } known ? Number(known, $"${Figures.Exact(known)}", Figures.Usd(known)) : Unknown;

    /// <summary>Dollars that may be more, where days are missing.</summary>
    public static Html Usd(decimal? usd, bool isLowerBound) =>
        Html.Of($"""{Html.When(isLowerBound && usd is not null, $"""<span title="at least">≥</span> """)}{Usd(usd)}""");

    /// <summary>A price, with the digits that it needs.</summary>
    public static Html Price(decimal? usd) => usd is { } known ? Number(known, $"${Figures.Exact(known)}", Figures.Price(known)) : Unknown;

    /// <summary>A count; the exact one shows on hover.</summary>
    public static Html Count(decimal? count) => count is { } known ? Number(known, FormattableString.Invariant($"{known:N0}"), Figures.Count(known)) : Unknown;

    /// <summary>A share, or a dash where there is none.</summary>
    public static Html Percent(decimal? share) => share is { } known ? Html.Of($"{Figures.Percent(known)}") : Unknown;

    /// <summary>A part of a sum.</summary>
    public static Html Share(decimal usd, decimal total) => Percent(total > 0 ? usd / total : null);

    /// <summary>A name from outside: of any length, and written from right to left without turning its neighbours round.</summary>
    public static Html Name(string name) => Html.Of($"""<bdi class="name"{Html.When(name.Length > 48, $""" title="{name}" """)}>{name}</bdi>""");

    /// <summary>Whose something is, where organizations are several.</summary>
    public static Html Owner(string? organization, bool isOfSeveral) =>
        Html.When(isOfSeveral && organization is not null, $""" <span class="muted">{Name(organization!)}</span>""");

    /// <summary>A name in plain text such as a tooltip: marks keep its direction to itself.</summary>
    public static string Isolated(string name) => $"\u2068{name}\u2069";

    /// <summary>A day that programs can read as well.</summary>
    public static Html Day(UtcDay day) => Html.Of($"""<time datetime="{day.ToString()}">{Figures.FullDay(day)}</time>""");

    /// <summary>How full a bar is, from 0 to 1, with a mark for where it will end.</summary>
    /// <param name="part">How full it is; more than 1 fills all of it and looks alarming.</param>
    /// <param name="forecast">Where it will end, or null.</param>
    /// <param name="text">What it says to those who cannot see it.</param>
    public static Html Bar(decimal part, decimal? forecast, string text)
    {
        var state = part > 1 ? "over" : forecast > 1 ? "near" : "fine";
        return Html.Of($"""
            <svg class="bar {state}" role="img" aria-label="{text}" width="100%" height="10"><rect class="whole" width="100%" height="10"/>{Html.When(forecast > part, $"""<rect class="expected" width="{Width(forecast ?? 0m):0.##}%" height="10"/>""")}<rect class="part" width="{Width(part):0.##}%" height="10"/></svg>
            """);
    }

    private static decimal Width(decimal share) => Math.Clamp(share, 0m, 1m) * 100;

    private static Html Number(decimal value, string exact, string text) => Html.Of($"""<data value="{Figures.Exact(value)}" title="{exact}">{text}</data>""");
}
