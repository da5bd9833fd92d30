using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>The page and its JSON are the same to the byte in every culture.</summary>
public sealed class CultureTests
{
    [Fact]
    public void Page_UnderACultureWithOtherSigns_IsTheSameToTheByte()
    {
        foreach (var query in new[] { new SpendPageQuery(), new SpendPageQuery { Organization = "acme", By = Breakdown.LineItem, Days = 7, Top = 1 } })
        {
            var expected = Shown.Html(Full(query));
            Assert.Contains("−$", expected, StringComparison.Ordinal);
            Assert.Equal(expected, Under(Foreign(), () => Shown.Html(Full(query))));
        }
    }

    [Fact]
    public void Json_UnderACultureWithOtherSigns_IsTheSameToTheByte()
    {
        foreach (var by in Enum.GetValues<Breakdown>())
        {
            Assert.Equal(Shown.Json(Report(), 40, by).GetRawText(), Under(Foreign(), () => Shown.Json(Report(), 40, by).GetRawText()));
        }
    }

    private static Views.SpendPageView Full(SpendPageQuery query) => Shown.View(Report(), query, "acme", "beta");

    private static string Under(CultureInfo culture, Func<string> write)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return write();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // What German, Swedish, Turkish and Persian do otherwise, all at once.
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = ".",
            NumberGroupSizes = [2],
            NumberDecimalDigits = 3,
            NegativeSign = "\u2212",
            PositiveSign = "\u200e+",
            PercentSymbol = "\u066a",
            NumberNegativePattern = 4,
            NativeDigits = ["\u06f0", "\u06f1", "\u06f2", "\u06f3", "\u06f4", "\u06f5", "\u06f6", "\u06f7", "\u06f8", "\u06f9"],
            DigitSubstitution = DigitShapes.NativeNational,
        };
        culture.DateTimeFormat = new DateTimeFormatInfo
        {
            TimeSeparator = ".",
            DateSeparator = "-",
            AbbreviatedDayNames = ["yek", "do", "se", "ch", "pa", "jo", "sh"],
            AbbreviatedMonthNames = ["1m", "2m", "3m", "4m", "5m", "6m", "7m", "8m", "9m", "10m", "11m", "12m", ""],
            AbbreviatedMonthGenitiveNames = ["1m", "2m", "3m", "4m", "5m", "6m", "7m", "8m", "9m", "10m", "11m", "12m", ""],
            MonthNames = ["1M", "2M", "3M", "4M", "5M", "6M", "7M", "8M", "9M", "10M", "11M", "12M", ""],
            MonthGenitiveNames = ["1M", "2M", "3M", "4M", "5M", "6M", "7M", "8M", "9M", "10M", "11M", "12M", ""],
        };
        return culture;
    }

    /// <summary>Every kind of number that the page can show: dollars of all sizes, credits, prices, tokens, shares, growth, times and missing days.</summary>
    private static Accounting.SpendReport Report() => Shown.Report(
        new SpendSnapshot(Some.Day, [Organization("acme", 1m), Organization("beta", 1_234.567m)])
        {
            Health =
            [
                .. Surface.Buckets.Select(static surface => new SurfaceHealth("acme", surface)
                {
                    Outcome = PollOutcome.Ok, LastSuccess = Shown.Now.AddMinutes(-3), DataThrough = Shown.Now.AddHours(-2), NextPoll = Shown.Now.AddMinutes(12),
                }),
                new SurfaceHealth("beta", Surface.Costs) { Outcome = PollOutcome.Timeout, LastSuccess = Shown.Now.AddHours(-30), NextPoll = Shown.Now },
                new SurfaceHealth("beta", Surface.Completions) { PagesRead = 3 },
            ],
        },
        new Budget { Name = "all", MonthlyUsd = 4_000.5m, DailyUsd = 12.5m },
        new Budget { Name = "one", Projects = ["p"], MonthlyUsd = 12_345_678m });

    private static OrganizationSnapshot Organization(string name, decimal factor)
    {
        var window = new DayWindow(Some.Date("2026-09-01"), Some.Day.Next);
        var days = Enumerable.Range(0, window.Days).Select(window.Start.AddDays).Where(static day => day != Some.Date("2026-11-12")).ToList();
        var costs = Some.Known(Surface.Costs, window) with
        {
            SettleDays = 4,
            Buckets =
            [
                .. days.Select(day => Some.Costs(
                    day,
                    ("p", "gpt-5, input", (day.Number % 7 * 10.25m * factor) + 0.001m),
                    ("p", "gpt-5, output", 1_000m * factor),
                    ("q", "a credit", day == Some.Day ? -2.5m : 0.5m),
                    (null, "Web search", 0.003m))),
            ],
        };
        var completions = Some.Known(Surface.Completions, DayWindow.Trailing(Some.Day, 8)) with
        {
            Buckets =
            [
                .. days.TakeLast(8).Select(static day => Some.Bucket(
                    Surface.Completions,
                    day,
                    Some.Row.Of(("project_id", "p"), ("model", "gpt-5"), ("user_id", "ada")).With("input_tokens", 1_234_567.5m).With("input_cached_tokens", 1_234m)
                        .With("output_tokens", 98_765_432_100m).With("num_model_requests", 999m),
                    Some.Row.Of(("project_id", "p"), ("model", "gpt-5"), ("user_id", "bo")).With("input_tokens", 12m)))
            ],
        };
        return Shown.Organization(name, costs, completions) with
        {
            Directory = OrganizationDirectory.Unknown with { SpendLimits = ImmutableArray.Create(new SpendLimit(null, 9_000.25m), new SpendLimit("q", 1m)) },
        };
    }
}
