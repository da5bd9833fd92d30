using Deque.AxeCore.Playwright;

namespace OpenAiSpend.Chromium.Tests.Running;

/// <summary>What every page must keep, whatever it shows.</summary>
internal static class PageChecks
{
    /// <summary>No rule of axe is broken.</summary>
    public static async Task AssertAccessibleAsync(this OpenPage page)
    {
        var result = await page.Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations.Select(static violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(static node => node.Html))}"));
    }

    /// <summary>Whether one must scroll sideways to see all of the page.</summary>
    public static Task<bool> OverflowsAsync(this OpenPage page) =>
        page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
