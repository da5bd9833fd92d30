using System.Text.Json;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>A day that OpenAI did not send is not known, which is not zero: nothing that is shown passes over it.</summary>
public sealed class MissingDayTests
{
    private static readonly UtcDay Missing = Some.Date("2026-11-12");

    [Fact]
    public void Day_ThatIsMissing_IsUnknownOnTheChartAndNullInTheJson()
    {
        var report = Shown.Report(Costs("acme", Missing));
        var day = Shown.View(report).Chart!.Days.Single(static day => day.Day == Missing);
        Assert.Equal((DayState.Unknown, null), (day.State, day.Usd));
        Assert.Contains("An empty frame is a day that is not known, which is not zero: 12 Nov.", Shown.Html(Shown.View(report)), StringComparison.Ordinal);
        Assert.Contains("""<g data-date="2026-11-12"><rect class="gap" """, Shown.Html(Shown.View(report)), StringComparison.Ordinal);
        var json = Shown.Json(report, days: 9);
        Assert.Equal(("2026-11-12", "unknown"), (json.GetProperty("days")[0].GetProperty("date").GetString(), json.GetProperty("days")[0].GetProperty("state").GetString()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("days")[0].GetProperty("usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rows")[0].GetProperty("usd_by_day")[0].ValueKind);
        Assert.Equal("settling", json.GetProperty("days")[7].GetProperty("state").GetString());
    }

    [Fact]
    public void Day_WithoutRows_IsAQuietDayOfZero()
    {
        var json = Shown.Json(Shown.Report(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day.AddDays(-2), ("p", null, 3m))))), days: 2);
        Assert.Equal([("settled", 0m), ("open", 0m)], json.GetProperty("days").EnumerateArray().Select(static day => (day.GetProperty("state").GetString(), day.GetProperty("usd").GetDecimal())));
    }

    [Fact]
    public void MonthToDate_WithMissingDays_IsALowerBoundAndThePageSaysSo()
    {
        // Ten dollars on each of twenty days, of which one is missing.
        var report = Shown.Report(Costs("acme", Missing));
        var view = Shown.View(report);
        Assert.Equal(190m, view.Overview!.MonthToDateUsd.Usd);
        Assert.Contains("at least, without 12 Nov, not known", Shown.Html(view), StringComparison.Ordinal);
        var summary = Shown.Json(report).GetProperty("summary");
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("month_to_date_usd").ValueKind);
        Assert.Equal(70m, summary.GetProperty("last_7_days_usd").GetDecimal());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("previous_7_days_usd").ValueKind);
        Assert.Equal(300m, summary.GetProperty("forecast_month_usd").GetDecimal());
        Assert.DoesNotContain("at least", Shown.Html(Shown.View(Costs("acme"))), StringComparison.Ordinal);
        Assert.Equal(200m, Shown.Json(Shown.Report(Costs("acme"))).GetProperty("summary").GetProperty("month_to_date_usd").GetDecimal());
    }

    [Fact]
    public void MonthToDate_OfSeveralOrganizations_NamesTheDaysOfThoseThatMissSome()
    {
        var whole = Costs("whole").Organizations[0];
        var snapshot = new SpendSnapshot(Some.Day, [whole, Costs("acme", Missing, Missing.Next, Some.Date("2026-11-17")).Organizations[0]]);
        Assert.Contains(
            "at least, without 12 Nov to 13 Nov, 17 Nov, not known",
            Shown.Html(Shown.View(snapshot, null, "whole", "acme")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("at least", Shown.Html(Shown.View(snapshot, new SpendPageQuery { Organization = "whole" }, "whole", "acme")), StringComparison.Ordinal);
    }

    [Fact]
    public void WeekOfAProject_WithAMissingDay_IsNotKnown()
    {
        var view = Shown.View(Costs("acme", Some.Day.AddDays(-3)));
        Assert.Null(view.Overview!.WeekUsd.Usd);
        Assert.Contains("not all of it is known", Shown.Html(view), StringComparison.Ordinal);
        Assert.Equal((null, 70m), (view.TopSpend[0].Groups.Single().WeekUsd, view.TopSpend[0].Groups.Single().WeekBeforeUsd));
        Assert.Contains("""<td class="number"><span class="unknown" title="not known">–</span></td><td class="number"><span class="unknown" title="not known">–</span></td>""", Shown.Html(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Users_OfADayWhoseCostsAreMissing_HaveNoTokensOfItEither()
    {
        var window = DayWindow.Trailing(Some.Day, 3);
        var completions = Some.Known(Surface.Completions, window, [.. Enumerable.Range(0, 3).Select(window.Start.AddDays).Select(static day => Some.Bucket(
            Surface.Completions, day, Some.Row.Of(("project_id", "p"), ("model", "gpt-5"), ("user_id", "ada")).With("input_tokens", 5m)))]);
        var missing = Costs("acme", Some.Day.AddDays(-1));
        var view = Shown.View(missing with { Organizations = [missing.Organizations[0] with { Surfaces = [.. missing.Organizations[0].Surfaces, completions] }] });
        Assert.Equal((20m, 10m), (view.Users!.Total.Usd, view.Users.Total.Tokens!.Value.Input));
        Assert.Contains("18 Nov, 20 Nov: the bill joined with usage.", Shown.Html(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_OfAMonthWithMissingDays_IsMarkedAsALowerBound()
    {
        var html = Shown.Html(Shown.View(Shown.Report(Costs("acme", Missing), new Budget { Name = "all", MonthlyUsd = 500m, DailyUsd = 15m })));
        Assert.Contains("""<td class="number"><span title="at least">≥</span> <data value="190" """, html, StringComparison.Ordinal);
        Assert.Contains("within budget, as far as is known", html, StringComparison.Ordinal);

        // Today is known, and a budget that is used up is so whatever is missing.
        Assert.Contains("""<td class="verdict">within budget</td>""", html, StringComparison.Ordinal);
        Assert.Contains("used up</strong>", Shown.Html(Shown.View(Shown.Report(Costs("acme", Missing), new Budget { Name = "all", MonthlyUsd = 180m }))), StringComparison.Ordinal);
    }

    [Fact]
    public void Health_OfASurfaceWithMissingDays_NamesThem()
    {
        var html = Shown.Html(Shown.View(Costs("acme", Missing, Missing.Next) with
        {
            Health = [new SurfaceHealth("acme", Surface.Costs) { Outcome = PollOutcome.Ok, LastSuccess = Shown.Now }],
        }));
        Assert.Contains("2 days are missing", html, StringComparison.Ordinal);
        Assert.Contains("<strong>costs</strong>: OpenAI has not sent 12 Nov to 13 Nov. What happened then is not known, which is not zero", html, StringComparison.Ordinal);
        Assert.Contains("0 of 1 surfaces are well, 1 with days missing.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Today_ThatWasReadButIsMissing_IsADashAndNotSaidToBeUnread()
    {
        var html = Shown.Html(Shown.View(Costs("acme", Some.Day) with
        {
            Health = [new SurfaceHealth("acme", Surface.Costs) { Outcome = PollOutcome.Ok, LastSuccess = Shown.Now }],
        }));
        Assert.Contains("OpenAI has not sent it yet", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not read since midnight", html, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", html, StringComparison.Ordinal);
    }

    /// <summary>Ten dollars on each day since 1 October, without buckets of the missing days.</summary>
    private static SpendSnapshot Costs(string name, params UtcDay[] missing)
    {
        var window = new DayWindow(Some.Date("2026-10-01"), Some.Day.Next);
        var days = Enumerable.Range(0, window.Days).Select(window.Start.AddDays).Where(day => !missing.Contains(day));
        var costs = Some.Known(Surface.Costs, window) with { Buckets = [.. days.Select(static day => Some.Costs(day, ("p", "gpt-5, input", 10m)))], SettleDays = 4 };
        return new SpendSnapshot(Some.Day, [Shown.Organization(name, costs)]);
    }
}
