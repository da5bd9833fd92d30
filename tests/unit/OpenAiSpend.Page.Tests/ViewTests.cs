using System.Collections.Immutable;
using FsCheck.Fluent;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Markup;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>From a snapshot to what is shown.</summary>
public sealed class ViewTests
{
    [Fact]
    public void Today_AfterMidnightBeforeItWasRead_IsAbsentAndNotZero()
    {
        var yesterday = Some.Day.AddDays(-1);
        var view = Shown.View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, yesterday, Some.Costs(yesterday, ("proj_a", "gpt-5, input", 12m)))));
        Assert.Null(view.Overview!.TodayUsd.Usd);
        Assert.Equal(12m, view.Overview.YesterdayUsd.Usd);
        Assert.Equal((DayState.Unknown, null), (view.Chart!.Days[^1].State, view.Chart.Days[^1].Usd));
        Assert.True(view.Chart.Days[^2].IsProvisional);
        var html = SpendPageHtml.Of(view);
        Assert.Contains("not read since midnight UTC", html, StringComparison.Ordinal);
        Assert.Contains("Fri 20 Nov 2026: not known", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Organizations_OfWhichOneWasNeverRead_AreAddedUpWithoutItAndSayingSo()
    {
        var read = Shown.Organization("acme", Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", null, 5m))));
        var late = Shown.Organization("late", Some.Known(Surface.Costs, Some.Day.AddDays(-1), Some.Costs(Some.Day.AddDays(-1), ("proj_a", null, 7m))));
        var view = Shown.View(new SpendSnapshot(Some.Day, [read, late, Shown.Organization("never")]), names: ["acme", "late", "never"]);
        Assert.Equal(["never"], view.WithoutCosts);
        Assert.Equal(5m, view.Overview!.TodayUsd.Usd);
        Assert.Equal(["late"], view.Overview.TodayUsd.Missing);
        Assert.Equal(["late"], view.Chart!.Days[^1].Missing);

        using var json = System.Text.Json.JsonDocument.Parse(SpendJson.Of(
            Shown.Report(new SpendSnapshot(Some.Day, [read, late, Shown.Organization("never")])), new SpendQuery(null, ProjectFilter.All, Breakdown.Project, DayWindow.Trailing(Some.Day, 1))));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.RootElement.GetProperty("summary").GetProperty("today_usd").ValueKind);
        Assert.Equal(["never", "late"], json.RootElement.GetProperty("days")[0].GetProperty("without").EnumerateArray().Select(static name => name.GetString()));
        Assert.Equal(5m, json.RootElement.GetProperty("days")[0].GetProperty("usd").GetDecimal());

        // The same id in two organizations is two projects.
        Assert.Equal([("late", 7m), ("acme", 5m)], view.TopSpend[0].Groups.Select(static row => (row.Group.Organization, row.Usd)));
        Assert.Contains("because their costs have never been read: never.", SpendPageHtml.Of(view), StringComparison.Ordinal);

        var one = Shown.View(new SpendSnapshot(Some.Day, [read, late]), new SpendPageQuery { Organization = "late" }, ["acme", "late"]);
        Assert.Null(one.Overview!.TodayUsd.Usd);
        Assert.Equal(7m, one.Overview.YesterdayUsd.Usd);
    }

    [Fact]
    public void BudgetLine_OfSeveralBudgets_IsOfTheOneThatCoversJustWhatIsShown()
    {
        var organization = Shown.Organization("acme", Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("proj_a", null, 5m), ("proj_b", null, 5m)))) with
        {
            Directory = OrganizationDirectory.Unknown with { SpendLimits = [new SpendLimit(null, 9_000m), new SpendLimit("proj_b", 600m)] },
        };
        var report = Shown.Report(
            new SpendSnapshot(Some.Day, [organization]),
            new Budget { Name = "two", Projects = ["proj_a", "proj_b"], DailyUsd = 1m },
            new Budget { Name = "alone", Projects = ["proj_a"], DailyUsd = 20m, MonthlyUsd = 500m },
            new Budget { Name = "all", MonthlyUsd = 3_000m });
        BudgetLine? Line(string? project) => BudgetLine.Of(report.Organizations[0], ProjectFilter.Of(project), Some.Day);

        // November has thirty days.
        Assert.Equal((100m, "monthly budget all, divided by the 30 days of the month"), (Line(null)!.DailyUsd, Line(null)!.DailyText));
        Assert.Equal((20m, 500m), (Line("proj_a")!.DailyUsd, Line("proj_a")!.Month!.Status.Usd));
        Assert.Equal((20m, BudgetSource.OpenAi), (Line("proj_b")!.DailyUsd, Line("proj_b")!.Month!.Status.Source));
        Assert.Null(Line("none"));
    }

    [Fact]
    public void OtherCurrencies_AreNotAddedAndAreNamed()
    {
        var bucket = new BucketBuilder(Surface.Costs, Some.Day);
        bucket.Add(["proj_a", "gpt-5, input", null, null, null, "usd", null], [3m, 0m], 0b01);
        bucket.Add(["proj_a", "gpt-5, input", null, null, null, "eur", null], [9m, 0m], 0b01);
        var view = Shown.View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, bucket.Build())));
        Assert.Equal(3m, view.Overview!.TodayUsd.Usd);
        Assert.Equal(["eur"], view.Overview.OtherCurrencies);
        Assert.All(view.TopSpend, static table => Assert.Equal(3m, table.TotalUsd));
        Assert.Contains("There is spend in eur as well", SpendPageHtml.Of(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Change_AgainstTheWeekBefore_LeavesTodayOut()
    {
        var days = Enumerable.Range(0, 16).Select(static ago => Some.Costs(Some.Day.AddDays(-ago), ("proj_a", null, ago == 0 ? 1_000m : ago <= 7 ? 20m : 10m))).ToArray();
        var row = Shown.View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, days)), new SpendPageQuery { Days = 7 }).TopSpend[0].Groups.Single();
        Assert.Equal((140m, 70m, 1_120m), (row.WeekUsd, row.WeekBeforeUsd, row.Usd));

        // With a day less than two weeks there is nothing to compare with.
        var short14 = Shown.View(Some.Snapshot(Some.Day, Some.Known(Surface.Costs, Some.Day, days[..14])));
        Assert.Null(short14.TopSpend[0].Groups.Single().WeekBeforeUsd);
    }

    [Fact]
    public void EffectivePrice_OfTheAllocation_IsShownWhereOneOrganizationHasIt()
    {
        var yesterday = Some.Day.AddDays(-1);
        OrganizationSnapshot One(string name, string model, decimal usd) => Shown.Organization(
            name,
            Some.Known(
                Surface.Costs,
                Some.Day,
                Some.Costs(yesterday, ("p", "gpt-5, input", usd), ("p", "gpt-5, cached input", 1m), ("p", $"{model}, output", 4m)),
                Some.Costs(Some.Day, ("p", "gpt-5, input", 999m))),
            Some.Known(
                Surface.Completions,
                Some.Day,
                [
                    .. new[] { yesterday, Some.Day }.Select(day => Some.Bucket(
                        Surface.Completions,
                        day,
                        Used("p", "gpt-5", null, 3_000_000m).With("input_cached_tokens", 1_000_000m),
                        Used("p", model, null, 0m).With("output_tokens", 500_000m),
                        Used("p", "unbilled", null, 1m))),
                ]));
        var snapshot = new SpendSnapshot(Some.Day, [One("acme", "o3", 2m), One("beta", "o4-mini", 6m)]);
        ModelTokens Model(SpendPageQuery query, string name) => Shown.View(snapshot, query, ["acme", "beta"]).Tokens!.Models.Single(model => model.Name == name);
        var acme = new SpendPageQuery { Organization = "acme", Project = ProjectFilter.Of("p") };
        Assert.Equal((1m, 1m, null), Prices(Model(acme, "gpt-5")));
        Assert.Equal((null, null, 8m), Prices(Model(acme, "o3")));
        Assert.Equal((null, null, null), Prices(Model(acme, "unbilled")));
        Assert.Equal((null, null, null), Prices(Model(new SpendPageQuery(), "gpt-5")));
        Assert.Equal((null, null, 8m), Prices(Model(new SpendPageQuery(), "o4-mini")));
        Assert.Contains("choose one to see its price", Shown.Html(Shown.View(snapshot, names: ["acme", "beta"])), StringComparison.Ordinal);

        static (decimal? Input, decimal? Cached, decimal? Output) Prices(ModelTokens row) => (row.InputUsd, row.CachedInputUsd, row.OutputUsd);
    }

    [Fact]
    public void Users_OfSeveralOrganizations_AreTheirOwnAndWhatNobodySpentIsApart()
    {
        var (before, yesterday) = (Some.Day.AddDays(-2), Some.Day.AddDays(-1));
        var acme = Shown.Organization(
            "acme",
            Some.Known(
                Surface.Costs,
                Some.Day,
                Some.Costs(before, ("p", "gpt-5, input", 100m)),
                Some.Costs(yesterday, ("p", "gpt-5, input", 8m), ("q", "gpt-5, input", 3m), ("q", "o3, output", 5m), (null, "Web search", -1m)),
                Some.Costs(Some.Day, ("p", "gpt-5, input", 4m))),
            Some.Known(
                Surface.Completions,
                Some.Day,
                Some.Bucket(Surface.Completions, yesterday, Used("p", "gpt-5", "ada", 100m), Used("p", "gpt-5", "bo", 300m), Used("q", "gpt-5", "ada", 50m)),
                Some.Bucket(Surface.Completions, Some.Day, Used("p", "gpt-5", "ada", 7m)))) with
        {
            Directory = OrganizationDirectory.Unknown with { Users = [new User("ada", "Ada", null)] },
        };
        var late = Shown.Organization(
            "late",
            Some.Known(Surface.Costs, Some.Day, Some.Costs(yesterday, ("p", "gpt-5, input", 2m)), Some.Costs(Some.Day, ("p", "gpt-5, input", 50m))),
            Some.Known(Surface.Completions, yesterday, Some.Bucket(Surface.Completions, yesterday, Used("p", "gpt-5", "ada", 10m))));
        var unpaid = Shown.Organization("unpaid", Some.Known(Surface.Completions, Some.Day, Some.Bucket(Surface.Completions, Some.Day, Used("p", "gpt-5", "cy", 9m))));
        var unused = Shown.Organization("unused", Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("p", "gpt-5, input", 70m))));
        var snapshot = new SpendSnapshot(Some.Day, [acme, late, unpaid, unused]);
        var names = ImmutableArray.Create("acme", "late", "unpaid", "unused");

        var users = Shown.View(snapshot, names: names).Users!;
        Assert.Equal(
            [("acme", "Ada", 9m, 157m), ("acme", "bo", 6m, 300m), ("late", "ada", 2m, 10m), ("unpaid", "cy", (decimal?)null, 9m)],
            users.Users.Select(static row => (row.Organization, row.Name, row.Spend.Usd, row.Spend.Tokens!.Value.Input)));
        Assert.Equal((4m, 21m), (users.Nobody.Usd, users.Total.Usd));
        Assert.Equal([("acme", [yesterday, Some.Day]), ("late", [yesterday])], users.Covered.Select(static of => (of.Organization, of.Days.ToArray())));
        var html = System.Net.WebUtility.HtmlDecode(Shown.Html(Shown.View(snapshot, names: names)));
        Assert.Contains("acme 19 Nov to 20 Nov; late 19 Nov: the bill joined with usage.", html, StringComparison.Ordinal);
        Assert.Contains("unpaid: who spent it is not known: that is the bill joined with usage, and costs have never been read.", html, StringComparison.Ordinal);
        Assert.Contains("unused: who spent it is not known: that is the bill joined with usage, and no usage has ever been read.", html, StringComparison.Ordinal);

        // One project, one organization, one day, one row.
        var project = Shown.View(snapshot, new SpendPageQuery { Organization = "acme", Project = ProjectFilter.Of("q") }, names).Users!;
        Assert.Equal([("ada", 3m)], project.Users.Select(static row => (row.Id, row.Spend.Usd)));
        Assert.Equal((5m, 8m), (project.Nobody.Usd, project.Total.Usd));
        Assert.Equal(-1m, Shown.View(snapshot, new SpendPageQuery { Project = ProjectFilter.Of("none") }, names).Users!.Nobody.Usd);
        var today = Shown.View(snapshot, new SpendPageQuery { Days = 1 }, names).Users!;
        Assert.Equal([("acme", 4m), ("unpaid", null)], today.Users.Select(static row => (row.Organization, row.Spend.Usd)));
        Assert.Equal("today is not known of both yet", today.WithoutDollars[0].Reason);
        var first = Shown.View(snapshot, new SpendPageQuery { Top = 1, Sort = SortOrder.Name }, names).Users!;
        Assert.Equal(["Ada"], first.Users.Select(static row => row.Name));
        Assert.Equal((3, 8m), (first.Others, first.OthersSpend.Usd));
    }

    [Fact]
    public void Users_WithoutAnAllocation_HaveNoDollarsAndThePageSaysWhy()
    {
        var costs = Some.Known(Surface.Costs, Some.Day, Some.Costs(Some.Day, ("p", "gpt-5, input", 7m)));
        var images = Some.Known(Surface.Images, Some.Day, Some.Bucket(Surface.Images, Some.Day));
        var unread = Shown.View(Some.Snapshot(Some.Day, costs));
        Assert.Null(unread.Users!.Total.Usd);
        Assert.Contains("Who spent it is not known: that is the bill joined with usage, and no usage has ever been read.", SpendPageHtml.Of(unread), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"top users\"", SpendPageHtml.Of(unread), StringComparison.Ordinal);
        Assert.Contains("and costs have never been read.", Shown.Html(Shown.View(Some.Snapshot(Some.Day, images))), StringComparison.Ordinal);
        Assert.DoesNotContain("Top users", Shown.Html(Shown.View(Some.Snapshot(Some.Day))), StringComparison.Ordinal);

        // Images are read and completions are not: dollars are known, tokens are not, and that is not zero.
        Assert.Equal(new UserSpend(7m, null), Shown.View(Some.Snapshot(Some.Day, costs, images)).Users!.Nobody);
    }

    [Fact]
    public void Sums_HoweverBrokenDown_AddUpToTheSameDollars() => Prop.ForAll(
        Gen.Choose(-500, 5_000).Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 4)).Zip(Gen.Choose(0, 2)).ListOf().ToArbitrary(),
        static rows =>
        {
            string?[] projects = [null, "proj_a", "proj_b", "proj_c"];
            string?[] items = [null, "gpt-5, input", "gpt-5, output", "Image models", "evals | gpt-5, input"];
            var days = rows.GroupBy(static row => row.Item2).Select(day => Some.Costs(
                Some.Day.AddDays(-day.Key), [.. day.Select(row => (projects[row.Item1.Item1.Item2], items[row.Item1.Item2], row.Item1.Item1.Item1 / 100m))])).ToArray();
            var costs = Some.Known(Surface.Costs, Some.Day, days);
            var sums = Shown.Report(Some.Snapshot(Some.Day, costs, Some.Known(Surface.Traces, costs.Window)));
            var spend = new ProjectSpend(costs);
            var window = DayWindow.Trailing(Some.Day, 3);
            foreach (var choice in new[] { ProjectFilter.All, ProjectFilter.Of("none"), ProjectFilter.Of("proj_a"), ProjectFilter.Of("proj_c") })
            {
                foreach (var by in SpendPageQuery.Breakdowns)
                {
                    var table = DailySpend.Of(sums.Organizations, choice, by, window, Some.Day);
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
        }).MustHold();

    [Fact]
    public void Page_OfAHundredThousandLabelSets_StaysSmallAndLosesNothing()
    {
        const int LabelSets = 100_000;
        var costs = new BucketBuilder(Surface.Costs, Some.Day);
        var completions = new BucketBuilder(Surface.Completions, Some.Day);
        for (var i = 0; i < LabelSets; i++)
        {
            costs.Add([$"proj_{i % 1_000:0000}", $"model-{i / 1_000}, input", null, null, null, "usd", null], [i / 1_000m, 0m], 0b01);
            completions.Add([$"proj_{i % 1_000:0000}", $"model-{i % 7}", $"user-{i}", null, null, null, null], [i, .. new decimal[Surface.Completions.Measures.Length - 1]], 0b01);
        }

        var sums = Shown.Report(Some.Snapshot(
            Some.Day, Some.Known(Surface.Costs, Some.Day, costs.Build()), Some.Known(Surface.Completions, Some.Day, completions.Build())));
        foreach (var query in new[] { new SpendPageQuery(), new SpendPageQuery { Project = ProjectFilter.Of("proj_0500") }, new SpendPageQuery { Days = 100, Top = 100, By = Breakdown.LineItem } })
        {
            var html = Shown.Html(Shown.View(sums, query));
            Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 10_000, 300_000);
        }

        const decimal Total = LabelSets * (LabelSets - 1L) / 2 / 1_000m;
        Assert.All(Shown.View(sums).TopSpend, static table => Assert.Equal(Total, table.TotalUsd));
        Assert.Equal(Total, Shown.View(sums).Users!.Total.Usd);
    }

    [Fact]
    public void Html_OfAnyText_ShowsThatTextAndIsNoMarkup() => Prop.ForAll<string?>(static text =>
    {
        var html = Html.Of($"""<b title="{text}">{text}</b>""").Text;
        Assert.Equal(2, html.Count(static c => c == '<'));
        Assert.Equal(2, html.Count(static c => c == '"'));

        // A half of a surrogate pair is no character, and is shown as one that says so.
        var inner = System.Net.WebUtility.HtmlDecode(html[(html.IndexOf('>', StringComparison.Ordinal) + 1)..^4]);
        Assert.True((text ?? "").Any(char.IsSurrogate) || inner == (text ?? ""), $"{text} became {inner}");
    }).MustHold();

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

    private static Some.Row Used(string project, string model, string? user, decimal inputTokens) =>
        Some.Row.Of(("project_id", project), ("model", model), ("user_id", user)).With("input_tokens", inputTokens);
}
