using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Markup;

/// <summary>Small pieces that stand all over the page.</summary>
internal static class Parts
{
    /// <summary>What stands where a number is not known.</summary>
    public static readonly Html Unknown = Html.Of($"""<span class="unknown" title="not known">–</span>""");

    /// <summary>Dollars; the exact amount is in the value and shows on hover.</summary>
    public static Html Usd(decimal? usd) => usd is { } known
        ? Html.Of($"""<data value="{Figures.Exact(known)}" title="${Figures.Exact(known)}">{Figures.Usd(known)}</data>""")
        : Unknown;

    /// <summary>A count; the exact one shows on hover.</summary>
    public static Html Count(decimal? count) => count is { } known
        ? Html.Of($"""<data value="{Figures.Exact(known)}" title="{known.ToString("N0")}">{Figures.Count(known)}</data>""")
        : Unknown;

    /// <summary>A share, or a dash where there is none.</summary>
    public static Html Percent(decimal? share) => share is { } known ? Html.Of($"{Figures.Percent(known)}") : Unknown;

    /// <summary>A name from outside: of any length, and written from right to left without turning its neighbours round.</summary>
    public static Html Name(string name) => name.Length > 48
        ? Html.Of($"""<bdi class="name" title="{name}">{name}</bdi>""")
        : Html.Of($"""<bdi class="name">{name}</bdi>""");

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
        var expected = forecast is { } end && end > part
            ? Html.Of($"""<rect class="expected" width="{Width(end)}" height="10"/>""")
            : Html.None;
        return Html.Of($"""
            <svg class="bar {state}" role="img" aria-label="{text}" width="100%" height="10"><rect class="whole" width="100%" height="10"/>{expected}<rect class="part" width="{Width(part)}" height="10"/></svg>
            """);
    }

    /// <summary>A percentage as SVG reads it.</summary>
    public static string Width(decimal share) => $"{Math.Clamp(share, 0m, 1m) * 100:0.##}%";
}
