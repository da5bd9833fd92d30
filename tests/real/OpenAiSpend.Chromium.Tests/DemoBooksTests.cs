using System.Globalization;
using System.Text.Json;
using OpenAiSpend.Chromium.Tests.Running;
using OpenAiSpend.Simulator;
using Metrics = OpenAiSpend.TestKit.Exposition.ParsedExposition;

namespace OpenAiSpend.Chromium.Tests;

/// <summary>Every number that is read back from the page equals the simulator's books to the last digit.</summary>
public sealed class DemoBooksTests(DemoPage demo, Browser browser)
{
    [Fact]
    public async Task Cards_OfTheDemo_EqualTheBooks()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"));
        var (today, monthStart) = (demo.Today, new DateOnly(demo.Today.Year, demo.Today.Month, 1));
        Assert.Equal(demo.Billed(today, today), await page.NumberAsync("[data-figure=today] .big"));
        Assert.Equal(demo.Billed(today.AddDays(-1), today.AddDays(-1)), await page.NumberAsync("[data-figure=yesterday] .big"));
        Assert.Equal(demo.Billed(today.AddDays(-7), today.AddDays(-1)), await page.NumberAsync("[data-figure=week] .big"));
        Assert.Equal(demo.Billed(monthStart, today), await page.NumberAsync("[data-figure=month] .big"));
        Assert.Equal(demo.Billed(monthStart.AddMonths(-1), monthStart.AddDays(-1)), await page.NumberAsync("[data-figure=month] .muted"));

        var (_, metrics) = await demo.Host.GetAsync("/metrics");
        var forecast = metrics.Split('\n').Where(static line => line.StartsWith("openai_cost_forecast_month_usd{", StringComparison.Ordinal))
            .Sum(static line => decimal.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        Assert.Equal((double)forecast, (double)(await page.NumberAsync("[data-figure=forecast] .big"))!.Value, 1e-6);
    }

    [Fact]
    public async Task DailyTable_OfTheDemo_HasEachDayOfTheBooks()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"));
        var newestFirst = demo.Days.Reverse().ToList();
        Assert.Equal(
            newestFirst.Select(static day => day.ToString("yyyy-MM-dd")),
            await page.Page.Locator(".daily tbody time").EvaluateAllAsync<string[]>("all => all.map(one => one.dateTime)"));
        Assert.Equal(newestFirst.Select(day => (decimal?)demo.Books.TotalCostUsd(day, demo.Now)), await page.NumbersAsync(".daily tbody td:nth-child(3)"));

        // Each day is the sum of its parts, "other" included.
        var cells = await page.Page.Locator(".daily tbody tr").EvaluateAllAsync<string[][]>("rows => rows.map(row => [...row.querySelectorAll('data')].map(cell => cell.value))");
        Assert.All(cells, static row => Assert.Equal(decimal.Parse(row[0]), row.Skip(1).Sum(decimal.Parse)));
        Assert.All(cells, static row => Assert.Equal(8, row.Length));
    }

    [Fact]
    public async Task Chart_OfTheDemo_IsTallestOnTheDayOfTheSpikeAndHatchedWhereCostsMayChange()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"));
        var bars = await page.Page.Locator(".chart g").EvaluateAllAsync<JsonElement>(
            "all => all.map(bar => [bar.dataset.date, [...bar.querySelectorAll('rect:not(.over)')].reduce((sum, part) => sum + part.height.baseVal.value, 0), bar.querySelector('.over') !== null])");
        var days = bars.EnumerateArray().Select(static bar => (Date: bar[0].GetString(), Height: bar[1].GetDouble(), IsHatched: bar[2].GetBoolean())).ToList();
        Assert.Equal(35, days.Count);
        Assert.Equal($"{demo.Books.SpikeDay:yyyy-MM-dd}", days.MaxBy(static day => day.Height).Date);
        Assert.Equal(["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"], days.Where(static day => day.IsHatched).Select(static day => day.Date));

        // Heights are in proportion to dollars.
        var scale = (double)demo.Books.TotalCostUsd(demo.Today, demo.Now) / days[^1].Height;
        Assert.All(days, day => Assert.Equal(
            (double)demo.Books.TotalCostUsd(DateOnly.Parse(day.Date!), demo.Now), day.Height * scale, tolerance: scale / 5));
    }

    [Theory]
    [InlineData("project")]
    [InlineData("model")]
    [InlineData("line_item")]
    public async Task TopTable_OfTheDemo_EqualsTheBooks(string by)
    {
        await using var page = await browser.OpenAsync(demo.Address("/?top=100"));
        var expected = demo.Costs.GroupBy(row => Key(row, by)).Select(static group => (Id: group.Key ?? "", Usd: group.Sum(static row => row.AmountUsd)))
            .Where(static group => group.Usd != 0).OrderByDescending(static group => group.Usd).ToList();
        var rows = $"table.by-{by} tbody tr[data-id]";
        Assert.Equal(expected.Select(static group => group.Id), await page.Page.Locator(rows).EvaluateAllAsync<string[]>("all => all.map(row => row.dataset.id)"));
        Assert.Equal(expected.Select(static group => (decimal?)group.Usd), await page.NumbersAsync($"{rows} td:nth-child(2)"));
        Assert.Equal(demo.Costs.Sum(static row => row.AmountUsd), await page.NumberAsync($"table.by-{by} .sum td:nth-child(2)"));
    }

    [Fact]
    public async Task Tokens_OfTheDemo_EqualTheBooks()
    {
        await using var page = await browser.OpenAsync(demo.Address("/?top=100"));
        var days = demo.Days.TakeLast(8).Reverse().ToList();
        decimal? Sum(DateOnly day, string measure) => demo.Books.TotalUsage(day, demo.Now, "completions", measure);
        Assert.Equal(days.Select(day => Sum(day, "input_tokens")), await page.NumbersAsync(".tokens tbody tr:not(.sum) td:nth-child(2)"));
        Assert.Equal(days.Select(day => Sum(day, "input_cached_tokens")), await page.NumbersAsync(".tokens tbody tr:not(.sum) td:nth-child(3)"));
        Assert.Equal(days.Select(day => Sum(day, "output_tokens")), await page.NumbersAsync(".tokens tbody tr:not(.sum) td:nth-child(4)"));
        Assert.Equal(days.Sum(day => Sum(day, "num_model_requests")), (await page.NumbersAsync(".token-models tbody td:nth-child(5)")).Sum());

        // What a million tokens cost is what /metrics says.
        var prices = Metrics.Parse((await demo.Host.GetAsync("/metrics")).Text)["openai_effective_price_usd_per_million_tokens"];
        var models = await page.TextsAsync(".token-models tbody th");
        Assert.NotEmpty(models);
        foreach (var (meter, column) in new[] { ("input", 7), ("cached input", 8), ("output", 9) })
        {
            var expected = models.Select(model => prices.SingleOrDefault(price => price["model"] == model && price["meter"] == meter)?.Value).ToList();
            Assert.Contains(expected, static price => price is not null);
            Assert.Equal(expected.Select(Rounded), (await page.NumbersAsync($".token-models tbody td:nth-child({column})")).Select(Rounded));
        }
    }

    [Theory]
    [InlineData("/?top=100")]
    [InlineData("/?top=100&project=SPIKE&days=3")]
    public async Task Users_OfTheDemo_SpentWhatMetricsSayAndTogetherTheBill(string address)
    {
        var projectId = address.Contains("SPIKE", StringComparison.Ordinal) ? demo.Books.SpikeProjectId : null;
        var days = projectId is null ? demo.Days.TakeLast(8).ToList() : demo.Days.TakeLast(3).ToList();
        await using var page = await browser.OpenAsync(demo.Address(address.Replace("SPIKE", projectId, StringComparison.Ordinal)));
        var expected = Metrics.Parse((await demo.Host.GetAsync("/metrics")).Text)["openai_cost_allocated_daily_usd"]
            .Where(sample => (projectId is null || sample["project_id"] == projectId) && days.Contains(DateOnly.Parse(sample["date"]!)))
            .GroupBy(static sample => sample["user_id"]!).ToDictionary(static user => user.Key, static user => user.Sum(static sample => sample.Value));
        var rows = ".users tbody tr[data-id]";
        var ids = await page.Page.Locator(rows).EvaluateAllAsync<string[]>("all => all.map(row => row.dataset.id)");
        var dollars = await page.NumbersAsync($"{rows} td:nth-child(2)");
        Assert.True(ids.Length > 3);
        Assert.Equal(dollars.OrderDescending(), dollars);
        Assert.Equal(expected.Keys.Where(static id => id.Length > 0).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Select(id => Rounded(expected[id])), dollars.Select(Rounded));
        Assert.Equal(Rounded(expected[""]), Rounded(await page.NumberAsync(".users .nobody td:nth-child(2)")));

        // To the last digit all of it is the bill.
        var bill = demo.Books.CostsAsOf(demo.Now, days[0], days[^1]).Where(row => projectId is null || row.ProjectId == projectId).Sum(static row => row.AmountUsd);
        Assert.Equal(bill, await page.NumberAsync(".users .sum td:nth-child(2)"));
        Assert.Equal(bill, dollars.Sum() + await page.NumberAsync(".users .nobody td:nth-child(2)"));
        var tokens = demo.Books.UsageAsOf(demo.Now, "completions", days[0], days[^1]).Where(row => projectId is null || row.Dimensions["project_id"] == projectId)
            .Sum(static row => row.Measures["input_tokens"]);
        Assert.Equal(tokens, await page.NumberAsync(".users .sum td:nth-child(4)"));
        Assert.Contains($"{days[0]:d MMM} to {days[^1]:d MMM}: the bill joined with usage.", (await page.TextsAsync("section:has(.users) .hint"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfTheDemo_EqualsTheBooksAndThePage()
    {
        var (_, text) = await demo.Host.GetAsync("/api/v1/spend?from=2026-11-01&to=2026-11-19&by=line_item");
        using var json = JsonDocument.Parse(text);
        var rows = demo.Books.CostsAsOf(demo.Now, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 19));
        var root = json.RootElement;
        Assert.Equal(
            rows.GroupBy(static row => row.LineItem).ToDictionary(static group => group.Key ?? "", static group => group.Sum(static row => row.AmountUsd)),
            root.GetProperty("rows").EnumerateArray().ToDictionary(static row => row.GetProperty("line_item").GetString() ?? "", static row => row.GetProperty("usd").GetDecimal()));
        Assert.Equal(
            rows.GroupBy(static row => row.Date).OrderBy(static day => day.Key).Select(static day => day.Sum(static row => row.AmountUsd)),
            root.GetProperty("days").EnumerateArray().Select(static day => day.GetProperty("usd").GetDecimal()));
        Assert.All(root.GetProperty("rows").EnumerateArray(), static row => Assert.Equal(
            row.GetProperty("usd").GetDecimal(), row.GetProperty("usd_by_day").EnumerateArray().Sum(static usd => usd.GetDecimal())));

        await using var page = await browser.OpenAsync(demo.Address("/"));
        var summary = root.GetProperty("summary");
        foreach (var (name, figure) in new[] { ("today_usd", "today"), ("month_to_date_usd", "month"), ("forecast_month_usd", "forecast"), ("last_7_days_usd", "week") })
        {
            Assert.Equal(summary.GetProperty(name).GetDecimal(), await page.NumberAsync($"[data-figure={figure}] .big"));
        }
    }

    [Fact]
    public async Task Json_ByUser_IsTheBillOfTheDaysOfWhichUsageIsKnown()
    {
        var days = demo.Days.TakeLast(10).ToList();
        var (_, text) = await demo.Host.GetAsync($"/api/v1/spend?from={days[0]:yyyy-MM-dd}&by=user");
        using var json = JsonDocument.Parse(text);
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().Select(static row => (
            User: row.GetProperty("user_id").GetString() ?? "",
            Name: row.GetProperty("user").GetString(),
            Usd: row.GetProperty("usd").GetDecimal(),
            ByDay: row.GetProperty("usd_by_day").EnumerateArray().Select(static usd => usd.ValueKind == JsonValueKind.Null ? (decimal?)null : usd.GetDecimal()).ToList())).ToList();

        // Usage is read of the trailing eight days.
        Assert.All(rows, static row => Assert.Equal([true, true, .. Enumerable.Repeat(false, 8)], row.ByDay.Select(static usd => usd is null)));
        Assert.All(rows, static row => Assert.Equal(row.Usd, row.ByDay.Sum()));
        for (var i = 2; i < days.Count; i++)
        {
            Assert.Equal(demo.Books.TotalCostUsd(days[i], demo.Now), rows.Sum(row => row.ByDay[i]));
        }

        Assert.Equal(
            ["unknown", "unknown"],
            json.RootElement.GetProperty("days").EnumerateArray().Take(2).Select(static day => day.GetProperty("state").GetString()));
        var metrics = Metrics.Parse((await demo.Host.GetAsync("/metrics")).Text);
        Assert.Equal(
            metrics["openai_cost_allocated_daily_usd"].GroupBy(static sample => sample["user_id"]!)
                .ToDictionary(static user => user.Key, static user => Rounded(user.Sum(static sample => sample.Value))),
            rows.ToDictionary(static row => row.User, static row => Rounded(row.Usd)));
        var names = metrics["openai_user_info"].ToDictionary(static user => user["user_id"]!, static user => user["user"]);
        Assert.Null(rows.Single(static row => row.User.Length == 0).Name);
        Assert.All(rows.Where(static row => row.User.Length > 0), row => Assert.StartsWith(names.GetValueOrDefault(row.User) ?? row.User, row.Name, StringComparison.Ordinal));
    }

    // Metrics are numbers of 64 bits.
    private static decimal? Rounded(decimal? usd) => usd is { } known ? Math.Round(known, 9) : null;

    private static string? Key(CostRow row, string by) => by switch
    {
        "project" => row.ProjectId,
        "line_item" => row.LineItem,
        _ => Model(row.LineItem),
    };

    // OpenAI's grammar of line items, as it is documented: [product | ] item [, meter].
    private static string? Model(string? lineItem)
    {
        var item = (lineItem ?? "").Split(" | ")[^1];
        var comma = item.LastIndexOf(", ", StringComparison.Ordinal);
        var subject = (comma < 0 ? item : item[..comma]).Trim();
        return subject.Any(static c => c is '-' or (>= '0' and <= '9')) && !subject.Any(char.IsWhiteSpace) ? subject : null;
    }
}
