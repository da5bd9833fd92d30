using Microsoft.Playwright;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Chromium.Tests.Running;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Chromium.Tests;

/// <summary>
/// Pictures for people to look at, in the folder <c>SCREENSHOTS</c>. Not a test, so it runs only when asked for:
/// <c>SCREENSHOTS=DIR dotnet run -c Release --project tests/real/OpenAiSpend.Chromium.Tests -- -explicit only</c>.
/// </summary>
public sealed class Screenshots(Browser browser)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.GetTempPath();

    [Fact(Explicit = true)]
    public async Task Overview()
    {
        await using var host = await PageHost.StartAsync();
        await PicturesAsync(host, "overview", "/", wholePage: true);
        await PicturesAsync(host, "by-model", "/?by=model", wholePage: false);
        await PicturesAsync(host, "one-project", $"/?project={host.Server.GroundTruth.SpikeProjectId}&by=line_item&days=65", wholePage: false);
        await PicturesAsync(host, "mistake", "/?by=colour", wholePage: false);
        await using var page = await browser.OpenAsync(host.Url, width: 1180);
        await page.Page.SetViewportSizeAsync(1180, 765);
        await ShootAsync(page, "readme", wholePage: false);
        await page.Page.PdfAsync(new PagePdfOptions { Path = Path.Combine(Folder, "print.pdf"), Format = "A4" });
    }

    [Fact(Explicit = true)]
    public async Task Starting()
    {
        await using var host = await PageHost.StartAsync(spoil: static faults => faults.Set(FaultPlan.Everywhere, new Fault(FaultKind.HangBeforeHeaders)));
        await host.WaitAsync(static host => host.Health.Count > 0);
        await PicturesAsync(host, "starting", "/", wholePage: true);
    }

    [Fact(Explicit = true)]
    public async Task FailingKey()
    {
        await using var host = await PageHost.StartAsync(change: WithWrongKey, spoil: static _ => { });
        await host.WaitAsync(static host => host.Health.Count > 0 && host.Health.All(static surface => surface is { Outcome: not null, NextPoll: not null }));
        await PicturesAsync(host, "failing-key", "/", wholePage: true);
    }

    [Fact(Explicit = true)]
    public async Task OverBudget()
    {
        await using var host = await PageHost.StartAsync(change: static options => options with
        {
            Budgets = [new BudgetOptions { Name = "everything", MonthlyUsd = 9_000, DailyUsd = 350 }, new BudgetOptions { Name = "science", Team = "science", MonthlyUsd = 4_500 }],
        });
        await PicturesAsync(host, "over-budget", "/", wholePage: false);
    }

    [Fact(Explicit = true)]
    public async Task EmptyOrganization()
    {
        await using var host = await PageHost.StartAsync("quiet");
        await PicturesAsync(host, "empty", "/", wholePage: true);
    }

    [Fact(Explicit = true)]
    public async Task MissingDays()
    {
        await using var host = await PageHost.StartAsync(spoil: static faults => faults.Set(FaultPlan.Everywhere, Fault.MissingBuckets(daysAgo: 4, days: 2)));
        await host.WaitAsync(static host => host.IsWhole);
        await PicturesAsync(host, "missing-days", "/", wholePage: true);
    }

    [Fact(Explicit = true)]
    public async Task HostileNames()
    {
        await using var host = await PageHost.StartAsync("hostile-names");
        await PicturesAsync(host, "hostile", "/", wholePage: true);
    }

    internal static ExporterOptions WithWrongKey(ExporterOptions options) => options with
    {
        Organizations =
        [
            new OpenAiOptions
            {
                OrganizationName = "demo", AdminKey = new AdminKey("sk-admin-revoked"), AdminKeyOrigin = "test", BaseUrl = options.Organizations[0].BaseUrl, RequestsPerSecond = 0,
            },
        ],
    };

    private async Task PicturesAsync(PageHost host, string name, string address, bool wholePage)
    {
        foreach (var (width, screen) in new[] { (1280, "desktop"), (360, "phone") })
        {
            foreach (var isDark in new[] { false, true })
            {
                await using var page = await browser.OpenAsync(new Uri(host.Url, address), width, isDark);
                await ShootAsync(page, $"{name}-{screen}-{(isDark ? "dark" : "light")}", wholePage);
            }
        }
    }

    private static async Task ShootAsync(OpenPage page, string name, bool wholePage) => await
        page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.png"), FullPage = wholePage });
}
