using Microsoft.Playwright;
using OpenAiSpend.Chromium.Tests.Running;

[assembly: AssemblyFixture(typeof(Browser))]

namespace OpenAiSpend.Chromium.Tests.Running;

/// <summary>Debian's Chromium, one for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    /// <summary>Opens an address, and waits until all of it is there.</summary>
    /// <param name="url">The address.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="isDark">Whether the reader likes it dark.</param>
    /// <param name="hasScripts">Whether the browser runs scripts: tools such as axe need them, the page does not.</param>
    public async Task<OpenPage> OpenAsync(Uri url, int width = 1280, bool isDark = false, bool hasScripts = true)
    {
        ArgumentNullException.ThrowIfNull(url);
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 800 : 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScripts,
        });
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.GoAsync(url);
        return page;
    }

    /// <summary>Shows what an address answers now: a page that looks again by itself must not change under a test.</summary>
    internal async Task<OpenPage> OpenCopyAsync(PageHost host, string address, int width = 1280, bool isDark = false)
    {
        var page = await OpenAsync(new Uri("about:blank"), width, isDark);
        await page.Page.SetContentAsync((await host.GetAsync(address)).Text);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
