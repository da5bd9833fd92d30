using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OpenAiSpend.Domain.Billing;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exporter.SpendPage;
using OpenAiSpend.Exporter.SpendPage.Markup;
using OpenAiSpend.Exporter.SpendPage.Queries;
using OpenAiSpend.Exporter.SpendPage.Sums;
using OpenAiSpend.Exporter.SpendPage.Views;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>From a snapshot to what is shown.</summary>
public sealed class ViewTests
{
    private static readonly DateTimeOffset Now = Some.Day.Start.AddHours(15);

    [Fact]
    public void Today_AfterMidnightBeforeItWasRead_IsAbsentAndNotZero()
    {
        var yesterday = Some.Day.AddDays(-1);
        var view = View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, yesterday, Some.Costs(yesterday, ("proj_a", "gpt-5, input", 12m)))));
        Assert.Null(view.Overview!.TodayUsd.Usd);
        Assert.Equal(12m, view.Overview.YesterdayUsd.Usd);
        Assert.Equal((DayState.Unknown, null), (view.Chart!.Days[^1].State, view.Chart.Days[^1].Usd));
        Assert.True(view.Chart.Days[^2].IsProvisional);
        var html = PageHtml.Of(view);
        Assert.Contains("not read since midnight UTC", html, StringComparison.Ordinal);
        Assert.Contains("not read yet", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Organizations_OfWhichOneWasNeverRead_AreAddedUpWithoutItAndSayingSo()
    {
        var read = Organization("acme", Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", null, 5m))));
        var late = Organization("late", Some.Known(Surface.Costs, Some.Day.AddDays(-1), Some.Costs(Some.Day.AddDays(-1), ("proj_a", null, 7m))));
        var view = View(new SpendSnapshot(Some.Day, [read, late, Organization("never")]), names: ["acme", "late", "never"]);
        Assert.Equal(["never"], view.WithoutCosts);
        Assert.Equal(5m, view.Overview!.TodayUsd.Usd);
        Assert.Equal(["late"], view.Overview.TodayUsd.Missing);
        Assert.Equal(["late"], view.Chart!.Days[^1].Missing);

        using var json = System.Text.Json.JsonDocument.Parse(SpendJson.Of(
            Sums(new SpendSnapshot(Some.Day, [read, late, Organization("never")])), new SpendQuery(null, ProjectChoice.All, Breakdown.Project, DayWindow.Trailing(Some.Day, 1))));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.RootElement.GetProperty("summary").GetProperty("today_usd").ValueKind);
        Assert.Equal(["never", "late"], json.RootElement.GetProperty("days")[0].GetProperty("without").EnumerateArray().Select(static name => name.GetString()));
        Assert.Equal(5m, json.RootElement.GetProperty("days")[0].GetProperty("usd").GetDecimal());

        // The same id in two organizations is two projects.
        Assert.Equal([("late", 7m), ("acme", 5m)], view.Tables[0].Rows.Select(static row => (row.Group.Organization, row.Usd)));
        Assert.Contains("because their costs have never been read: never.", PageHtml.Of(view), StringComparison.Ordinal);

        var one = View(new SpendSnapshot(Some.Day, [read, late]), new PageQuery { Organization = "late" }, ["acme", "late"]);
        Assert.Null(one.Overview!.TodayUsd.Usd);
        Assert.Equal(7m, one.Overview.YesterdayUsd.Usd);
    }

    [Fact]
    public void BudgetLine_OfSeveralBudgets_IsOfTheOneThatCoversJustWhatIsShown()
    {
        var organization = Organization("acme", Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", null, 5m), ("proj_b", null, 5m)))) with
        {
            Settings = new OrganizationSettings
            {
                Budgets =
                [
                    new Budget { Name = "two", Projects = ["proj_a", "proj_b"], DailyUsd = 1m },
                    new Budget { Name = "alone", Projects = ["proj_a"], DailyUsd = 20m, MonthlyUsd = 500m },
                    new Budget { Name = "all", MonthlyUsd = 3_000m },
                ],
            },
            Directory = OrganizationDirectory.Unknown with { SpendLimits = [new SpendLimit(null, 9_000m), new SpendLimit("proj_b", 600m)] },
        };
        BudgetLine? Line(string? project) => BudgetLine.Of(Sums(new SpendSnapshot(Some.Day, [organization])).Organizations[0], ProjectChoice.Of(project), Some.Day);

        // November has thirty days.
        Assert.Equal((100m, "monthly budget all, divided by the 30 days of the month"), (Line(null)!.DailyUsd, Line(null)!.DailyText));
        Assert.Equal((20m, 500m), (Line("proj_a")!.DailyUsd, Line("proj_a")!.Month!.Usd));
        Assert.Equal((20m, BudgetSource.OpenAi), (Line("proj_b")!.DailyUsd, Line("proj_b")!.Month!.Source));
        Assert.Null(Line("none"));
    }

    [Fact]
    public void OtherCurrencies_AreNotAddedAndAreNamed()
    {
        var bucket = new BucketBuilder(Surface.Costs, Some.Day);
        bucket.Add(["proj_a", "gpt-5, input", null, "usd", null], [3m, 0m], 0b01);
        bucket.Add(["proj_a", "gpt-5, input", null, "eur", null], [9m, 0m], 0b01);
        var view = View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, bucket.Build())));
        Assert.Equal(3m, view.Overview!.TodayUsd.Usd);
        Assert.Equal(["eur"], view.Overview.OtherCurrencies);
        Assert.All(view.Tables, static table => Assert.Equal(3m, table.TotalUsd));
        Assert.Contains("There is spend in eur as well", PageHtml.Of(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Change_AgainstTheWeekBefore_LeavesTodayOut()
    {
        var days = Enumerable.Range(0, 16).Select(static ago => Some.Costs(Some.Day.AddDays(-ago), ("proj_a", null, ago == 0 ? 1_000m : ago <= 7 ? 20m : 10m))).ToArray();
        var row = View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, days)), new PageQuery { Days = 7 }).Tables[0].Rows.Single();
        Assert.Equal((140m, 70m, 1_120m), (row.WeekUsd, row.WeekBeforeUsd, row.Usd));

        // With a day less than two weeks there is nothing to compare with.
        var short14 = View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, days[..14])));
        Assert.Null(short14.Tables[0].Rows.Single().WeekBeforeUsd);
    }

    [Fact]
    public void EffectivePrice_OfFinalDays_IsBilledDollarsForAMillionTokens()
    {
        var days = Enumerable.Range(0, 8).Select(static ago => Some.Day.AddDays(-ago)).ToList();
        var bills = days.Select(static day => Some.Costs(
            day, ("p", "gpt-5, input", day == Some.Day ? 999m : 2m), ("p", "gpt-5, cached input", 1m), ("p", "gpt-5, output", 4m)));
        var billed = Some.Row.Of(("project_id", "p"), ("model", "gpt-5")).With("input_tokens", 2_000_000m).With("output_tokens", 500_000m);
        var unbilled = Some.Row.Of(("project_id", "p"), ("model", "unbilled")).With("input_tokens", 1m);
        var costs = Some.Known(Surface.Costs, Some.Day, [.. bills]) with { SettleDays = 4 };
        var tokens = Some.Known(Surface.Completions, Some.Day, [.. days.Select(day => Some.Bucket(Surface.Completions, day, billed, unbilled))]);
        var tables = View(Some.Snapshot(Some.Day, costs, tokens)).Tokens!;
        Assert.Equal(new DayWindow(Some.Day.AddDays(-7), Some.Day.AddDays(-3)), tables.Priced);
        Assert.Equal(new EffectivePrice(1.5m, 8m), tables.Models.Single(static model => model.Name == "gpt-5").Price);
        Assert.Null(tables.Models.Single(static model => model.Name == "unbilled").Price);
        Assert.Null(tables.Total.CacheHitRatio);
    }

    [Fact]
    public void Sums_HoweverBrokenDown_AddUpToTheSameDollars() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(-500, 5_000).Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 4)).Zip(Gen.Choose(0, 2)).ListOf().ToArbitrary(),
        static rows =>
        {
            string?[] projects = [null, "proj_a", "proj_b", "proj_c"];
            string?[] items = [null, "gpt-5, input", "gpt-5, output", "Image models", "evals | gpt-5, input"];
            var days = rows.GroupBy(static row => row.Item2).Select(day => Some.Costs(
                Some.Day.AddDays(-day.Key), [.. day.Select(row => (projects[row.Item1.Item1.Item2], items[row.Item1.Item2], row.Item1.Item1.Item1 / 100m))])).ToArray();
            var costs = Some.Known(Surface.Costs, Some.Day, days);
            var sums = Sums(Some.Snapshot(Some.Day, costs));
            var spend = new ProjectSpend(costs);
            var window = DayWindow.Trailing(Some.Day, 3);
            foreach (var choice in new[] { ProjectChoice.All, ProjectChoice.Of("none"), ProjectChoice.Of("proj_a"), ProjectChoice.Of("proj_c") })
            {
                foreach (var by in Enum.GetValues<Breakdown>())
                {
                    var table = SpendTable.Of(sums.Organizations, choice, by, window, Some.Day);
                    for (var i = 0; i < window.Days; i++)
                    {
                        var expected = spend.Day(choice.Covers, window.Start.AddDays(i));
                        Assert.Equal(expected, table.Days[i].Usd);
                        Assert.Equal(expected ?? 0m, table.Groups.Sum(group => group.UsdByDay[i]));
                    }

                    var chart = Chart.Of(table, 3, null);
                    Assert.Equal(table.Groups.Sum(static group => group.Last(3)), chart.Series.Sum(static series => series.Last(3)));
                }
            }
        }));

    [Fact]
    public void Page_OfAHundredThousandLabelSets_StaysSmallAndLosesNothing()
    {
        const int LabelSets = 100_000;
        var costs = new BucketBuilder(Surface.Costs, Some.Day);
        var completions = new BucketBuilder(Surface.Completions, Some.Day);
        for (var i = 0; i < LabelSets; i++)
        {
            costs.Add([$"proj_{i % 1_000:0000}", $"model-{i / 1_000}, input", null, "usd", null], [i / 1_000m, 0m], 0b01);
            completions.Add([$"proj_{i % 1_000:0000}", $"model-{i % 7}", $"user-{i}", null, null, null], [i, .. new decimal[14]], 0b01);
        }

        var snapshot = Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, costs.Build()), Some.Known(Surface.Completions, Some.Day, completions.Build()));
        foreach (var query in new[] { new PageQuery(), new PageQuery { Project = ProjectChoice.Of("proj_0500") }, new PageQuery { Days = 100, Top = 100, By = Breakdown.LineItem } })
        {
            var html = PageHtml.Of(View(snapshot, query));
            Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 10_000, 300_000);
        }

        const decimal Total = LabelSets * (LabelSets - 1L) / 2 / 1_000m;
        Assert.All(View(snapshot).Tables, static table => Assert.Equal(Total, table.TotalUsd));
    }

    [Fact]
    public void Html_OfAnyText_ShowsThatTextAndIsNoMarkup() => Check.QuickThrowOnFailure(Prop.ForAll<string?>(static text =>
    {
        var html = Html.Of($"""<b title="{text}">{text}</b>""").Text;
        Assert.Equal(2, html.Count(static c => c == '<'));
        Assert.Equal(2, html.Count(static c => c == '"'));

        // A half of a surrogate pair is no character, and is shown as one that says so.
        var inner = System.Net.WebUtility.HtmlDecode(html[(html.IndexOf('>', StringComparison.Ordinal) + 1)..^4]);
        Assert.True((text ?? "").Any(char.IsSurrogate) || inner == (text ?? ""), $"{text} became {inner}");
    }));

    [Theory]
    [InlineData(1234.5, "$1,234.50")]
    [InlineData(0, "$0.00")]
    [InlineData(0.004, "<$0.01")]
    [InlineData(-3.2, "−$3.20")]
    public void Usd_AsPeopleWriteIt_HasThousandsAndCents(double usd, string text) => Assert.Equal(text, Figures.Usd((decimal)usd));

    [Theory]
    [InlineData(999, "999")]
    [InlineData(1_234, "1.23 k")]
    [InlineData(18_234_411, "18.2 M")]
    [InlineData(364_000_000, "364 M")]
    public void Count_AsPeopleWriteIt_HasThreeDigitsAndAUnit(double count, string text) => Assert.Equal(text, Figures.Count((decimal)count));

    private static OrganizationSnapshot Organization(string name, params ImmutableArray<SurfaceSnapshot> surfaces) => new(name, surfaces);

    private static SpendSums Sums(SpendSnapshot snapshot)
    {
        var published = new PublishedSums();
        published.Publish(snapshot);
        return published.Current!;
    }

    private static PageView View(SpendSnapshot snapshot, PageQuery? query = null, ImmutableArray<string>? names = null) =>
        PageView.Of(Sums(snapshot), query ?? new PageQuery(), [], [], new PageOptions(names ?? ["acme"], []), Now);
}
