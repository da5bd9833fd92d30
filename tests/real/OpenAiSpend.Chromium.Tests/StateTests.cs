using OpenAiSpend.Chromium.Tests.Running;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Chromium.Tests;

/// <summary>The page when all is not as usual.</summary>
public sealed class StateTests(Browser browser)
{
    [Fact]
    public async Task HostileNames_Everywhere_StayText()
    {
        await using var host = await PageHost.StartAsync("hostile-names");
        foreach (var (address, width) in new[] { ("/", 1280), ("/?by=line_item&days=7", 360) })
        {
            await using var page = await browser.OpenAsync(new Uri(host.Url, address), width);
            await page.Page.Locator("summary").ClickAsync();
            Assert.Empty(page.Complaints);
            Assert.Equal(0, await page.Page.Locator("script, img, iframe").CountAsync());
            Assert.False(await page.OverflowsAsync(), "A name makes the page wider than the screen.");
            await page.AssertAccessibleAsync();

            // The names are there to the last character, however few of them can be seen; several projects may share one.
            var shown = await page.Page.Locator("table.by-project tbody tr[data-id] bdi").EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)");
            var names = host.Server.GroundTruth.Projects.Select(static project => project.Name).Distinct().ToList();
            Assert.Contains(names, static name => name.Contains("<script>", StringComparison.Ordinal));
            Assert.Contains(names, static name => name.Length == 300);
            Assert.All(names, name => Assert.Contains(shown, text => text.StartsWith(name, StringComparison.Ordinal)));
        }

        var (status, json) = await host.GetAsync("/api/v1/spend");
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.NotEqual(0, System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task FirstRead_UnderWay_ShowsItsProgressAndLooksAgain()
    {
        // Forty days of usage come in two pages, of which the second one hangs.
        await using var host = await PageHost.StartAsync(
            change: static options =>
            {
                options.Collection.Usage = options.Collection.Usage with { HistoryDays = 40 };
                return options;
            },
            spoil: static faults =>
            {
                faults.Set(FaultPlan.Everywhere, new Fault(FaultKind.HangBeforeHeaders));
                faults.Set("completions", new Fault(FaultKind.HangBeforeHeaders) with { Skip = 1 });
            });
        await host.WaitAsync(static host => host.Health.Any(static surface => surface is { Surface.Name: "completions", PagesRead: 1 }));
        await using var page = await browser.OpenCopyAsync(host, "/");
        Assert.Contains("Waiting for the first costs", (await page.TextsAsync("[role=status]"))[0], StringComparison.Ordinal);
        Assert.Equal("first read, 1 page so far", (await page.TextsAsync("[data-surface=completions] .state"))[0]);
        Assert.Equal("not read yet", (await page.TextsAsync("[data-surface=costs] .state"))[0]);
        Assert.DoesNotContain("$0", (await page.TextsAsync("main"))[0], StringComparison.Ordinal);
        await page.AssertAccessibleAsync();

        using var response = await host.Http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("2", response.Headers.GetValues("Refresh").Single());
        var (status, text) = await host.GetAsync("/api/v1/spend");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Nothing has been read yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedKey_OnThePage_SaysWhatToDoAndNotTheKey()
    {
        await using var host = await PageHost.StartAsync(change: Screenshots.WithWrongKey, spoil: static _ => { });
        await host.WaitAsync(static host => host.Health.Count > 0 && host.Health.All(static surface => surface is { Outcome: not null, NextPoll: not null }));
        await using var page = await browser.OpenCopyAsync(host, "/", width: 360, isDark: true);
        var trouble = (await page.TextsAsync("#trouble"))[0];
        Assert.Contains("OpenAI refuses the admin key (401)", trouble, StringComparison.Ordinal);
        Assert.Contains("platform.openai.com/settings/organization/admin-keys", trouble, StringComparison.Ordinal);
        Assert.Contains("They have never been read, so there are no numbers.", trouble, StringComparison.Ordinal);
        Assert.Equal("OpenAI refuses the key", (await page.TextsAsync("[data-surface=costs] .state"))[0]);
        Assert.DoesNotContain("revoked", await page.Page.ContentAsync(), StringComparison.Ordinal);
        await page.AssertAccessibleAsync();
    }

    [Fact]
    public async Task MissingDay_OnThePage_IsAGapWithItsNameAndTheMonthIsALowerBound()
    {
        await using var host = await PageHost.StartAsync(spoil: static faults => faults.Set("costs", Fault.MissingBuckets(daysAgo: 8)));
        await host.WaitAsync(static host => host.IsWhole);
        var (today, monthStart) = (host.Today, new DateOnly(host.Today.Year, host.Today.Month, 1));
        var rows = host.Server.GroundTruth.CostsAsOf(host.Now, monthStart, today);
        await using var page = await browser.OpenAsync(host.Url);
        Assert.Equal(rows.Where(row => row.Date != today.AddDays(-8)).Sum(static row => row.AmountUsd), await page.NumberAsync("[data-figure=month] .big"));
        Assert.StartsWith("at least, without 12 Nov, not known", (await page.TextsAsync("[data-figure=month] .muted"))[0], StringComparison.Ordinal);
        Assert.Equal(["2026-11-12"], await page.Page.Locator(".chart g:has(.gap)").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.date)"));
        Assert.Equal("1 day is missing", (await page.TextsAsync("[data-surface=costs] .state"))[0]);
        Assert.StartsWith("costs: OpenAI has not sent 12 Nov.", (await page.TextsAsync("section:has(.health) .notice"))[0], StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
        await page.AssertAccessibleAsync();
        var (_, text) = await host.GetAsync("/api/v1/spend");
        var json = System.Text.Json.JsonDocument.Parse(text).RootElement;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("summary").GetProperty("month_to_date_usd").ValueKind);
        Assert.Equal("unknown", json.GetProperty("days").EnumerateArray().Single(static day => day.GetProperty("date").GetString() == "2026-11-12").GetProperty("state").GetString());
    }

    [Fact]
    public async Task QuietOrganization_OnThePage_HasSpentNothingAndSaysSo()
    {
        await using var host = await PageHost.StartAsync("quiet");
        await using var page = await browser.OpenAsync(host.Url);
        Assert.Contains("OpenAI has billed nothing in these 35 days", (await page.TextsAsync(".notice"))[0], StringComparison.Ordinal);
        Assert.Equal(0m, await page.NumberAsync("[data-figure=today] .big"));
        Assert.Empty(page.Complaints);
        await page.AssertAccessibleAsync();
    }
}
