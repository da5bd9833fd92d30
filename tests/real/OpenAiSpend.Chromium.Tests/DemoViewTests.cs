using System.Net;
using OpenAiSpend.Chromium.Tests.Running;

namespace OpenAiSpend.Chromium.Tests;

/// <summary>What readers can do with the page of the demo.</summary>
public sealed class DemoViewTests(DemoPage demo, Browser browser)
{
    [Fact]
    public async Task Switch_WithoutScripts_BreaksDownByWhatWasClicked()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"), hasScripts: false);
        foreach (var (link, by, most) in new[] { ("model", "model", "gpt-5.4-2026-03-05"), ("line item", "line_item", "gpt-5.4-2026-03-05, output"), ("project", "", "Research") })
        {
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
            Assert.Equal(by.Length == 0 ? "/?" : $"/?by={by}", page.Page.Url[(demo.Host.Url.ToString().Length - 1)..]);
            Assert.StartsWith(most, (await page.TextsAsync(".legend li"))[0], StringComparison.Ordinal);
            Assert.Contains(most, await page.Page.Locator(".daily thead th:nth-child(4)").AllTextContentsAsync());
        }
    }

    [Fact]
    public async Task Filter_ByProjectWithoutScripts_ShowsTheBooksOfThatProjectAlone()
    {
        var id = demo.Books.SpikeProjectId;
        await using var page = await browser.OpenAsync(demo.Address("/?by=model"), hasScripts: false);
        await page.Page.Locator("select[name=project]").SelectOptionAsync("Research");
        await page.Page.Locator("select[name=days]").SelectOptionAsync("14");
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        var rows = demo.Books.CostsAsOf(demo.Now, demo.Today.AddDays(-13), demo.Today).Where(row => row.ProjectId == id).ToList();
        Assert.Equal(14, (await page.NumbersAsync(".daily tbody td:nth-child(3)")).Count);
        Assert.Equal(rows.Sum(static row => row.AmountUsd), await page.NumberAsync("table.by-model .sum td:nth-child(2)"));
        Assert.Equal(rows.Where(row => row.Date == demo.Today).Sum(static row => row.AmountUsd), await page.NumberAsync("[data-figure=today] .big"));
        var requests = demo.Books.UsageAsOf(demo.Now, "completions", demo.Today.AddDays(-7), demo.Today).Where(row => row.Dimensions["project_id"] == id)
            .Sum(static row => row.Measures["num_model_requests"]);
        Assert.Equal(requests, await page.NumberAsync(".tokens .sum td:nth-child(5)"));
        Assert.Contains("by=model", page.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_ByNoProject_ShowsWhatIsAttributedToNobody()
    {
        await using var page = await browser.OpenAsync(demo.Address("/?project=none"));
        var expected = demo.Costs.Where(static row => row.ProjectId is null).Sum(static row => row.AmountUsd);
        Assert.NotEqual(0, expected);
        Assert.Equal(expected, await page.NumberAsync("table.by-model .sum td:nth-child(2)"));
    }

    [Fact]
    public async Task Sort_ByNameAndChange_OrdersTheRows()
    {
        await using var page = await browser.OpenAsync(demo.Address("/?top=100"), hasScripts: false);
        await page.Page.Locator("table.by-line_item").GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Name" }).ClickAsync();
        var names = await page.TextsAsync("table.by-line_item tbody tr[data-id] th");
        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);
        Assert.Equal("ascending", await page.Page.Locator("table.by-line_item th").First.GetAttributeAsync("aria-sort"));

        await page.Page.Locator("table.by-model").GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        var changes = (await page.TextsAsync("table.by-model tbody tr[data-id] td:nth-child(5)"))
            .Select(static text => decimal.Parse(text.Split(' ')[0].Trim('+', '−', '<').Replace("$", "", StringComparison.Ordinal))).ToList();
        Assert.Equal(changes.OrderDescending(), changes);
    }

    [Theory]
    [InlineData("/?by=user", "by=\"user\" is none of: project, model, line_item, customer.")]
    [InlineData("/?days=0", "days=\"0\" is not a whole number from 1 to 100.")]
    [InlineData("/?days=1e3", "days=\"1e3\" is not")]
    [InlineData("/?days=7&days=8", "The parameter days is given 2 times.")]
    [InlineData("/?organization=other", "There is no organization \"other\". Known are: demo.")]
    [InlineData("/?project=proj_nobody", "No project with the id \"proj_nobody\" is known.")]
    [InlineData("/?projct=proj_nobody", "There is no parameter \"projct\".")]
    [InlineData("/?sort=<script>alert(1)</script>", "sort=\"<script>alert(1)</script>\" is none of")]
    [InlineData("/api/v1/spend?by=colour", "by=\"colour\" is none of: project, model, line_item, user, customer.")]
    [InlineData("/api/v1/spend?from=yesterday", "from=\"yesterday\" is not a day such as 2026-11-20.")]
    [InlineData("/api/v1/spend?from=2026-11-10&to=2026-11-09", "The day from=2026-11-10 is after to=2026-11-09.")]
    [InlineData("/api/v1/spend?to=2026-11-21", "The day to=2026-11-21 is still to come: today is 2026-11-20 (UTC).")]
    [InlineData("/api/v1/spend?from=2020-01-01", "At most 400 can be asked for at once.")]
    [InlineData("/api/v1/spend?days=7", "There is no parameter \"days\".")]
    public async Task Address_ThatCannotBeMeant_IsRefusedWithASentence(string address, string sentence)
    {
        var (status, text) = await demo.Host.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Contains(sentence, address.StartsWith("/api", StringComparison.Ordinal)
            ? System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()
            : WebUtility.HtmlDecode(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfDaysThatAreNotKept_SaysNullAndNotZero()
    {
        var (status, text) = await demo.Host.GetAsync("/api/v1/spend?from=2026-09-10&to=2026-09-20");
        Assert.Equal(HttpStatusCode.OK, status);
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var days = json.RootElement.GetProperty("days").EnumerateArray().ToDictionary(static day => day.GetProperty("date").GetString()!);
        Assert.Equal("unknown", days["2026-09-15"].GetProperty("state").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, days["2026-09-15"].GetProperty("usd").ValueKind);
        Assert.Equal("settled", days["2026-09-17"].GetProperty("state").GetString());
        Assert.All(json.RootElement.GetProperty("rows").EnumerateArray(), static row =>
            Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("usd_by_day")[0].ValueKind));
    }

    [Theory]
    [InlineData("/", 1280, false)]
    [InlineData("/?days=14", 1280, true)]
    [InlineData("/?by=line_item&sort=change&days=14", 360, false)]
    [InlineData("/?by=model&days=14", 360, true)]
    [InlineData("/?by=colour", 360, true)]
    public async Task Page_InEveryLook_HasNoViolationOfTheAxeRules(string address, int width, bool isDark)
    {
        await using var page = await browser.OpenAsync(demo.Address(address), width, isDark);
        if (!address.Contains("colour", StringComparison.Ordinal))
        {
            await page.Page.Locator("summary").ClickAsync();
        }

        await page.AssertAccessibleAsync();
        Assert.False(await page.OverflowsAsync(), "The page is wider than the screen.");
    }

    [Fact]
    public async Task Page_InTheBrowser_AsksForNothingElseAndComplainsOfNothing()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"));
        await page.GoAsync(demo.Address("/?by=model"));
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, request => Assert.True(
            request.StartsWith(demo.Host.Url.ToString(), StringComparison.Ordinal) || request.StartsWith("data:image/svg+xml", StringComparison.Ordinal), request));
        Assert.Equal(2, page.Requests.Count(request => request.StartsWith(demo.Host.Url.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Page_ByItsHeaders_ForbidsScriptsAndEverythingFromElsewhere()
    {
        using var response = await demo.Host.Http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Refresh"), "There is something to see, so the page stays.");
    }

    [Fact]
    public async Task Health_OfTheDemo_SaysThatEverySurfaceIsWell()
    {
        await using var page = await browser.OpenAsync(demo.Address("/"));
        Assert.Equal(19, await page.Page.Locator(".health tbody tr").CountAsync());
        Assert.All(await page.TextsAsync(".health .state"), static state => Assert.Equal("well", state));
        Assert.Contains("in 1", (await page.TextsAsync(".health [data-surface=costs] td:nth-child(5)"))[0], StringComparison.Ordinal);
        Assert.NotEqual(0, await page.NumberAsync(".health [data-surface=completions] td:nth-child(6)"));
    }
}
