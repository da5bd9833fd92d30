using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace OpenAiSpend.Chromium.Tests.Running;

/// <summary>A page in the browser, and what the browser had to say about it.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    internal OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => _complaints.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.RequestFailed += (_, request) => _complaints.Enqueue($"failed: {request.Url}");
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>What stood in the console, threw, failed or popped up.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Every address that was asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public Task GoAsync(Uri url) => Page.GotoAsync(url.ToString());

    /// <summary>The exact value of the one number that a selector finds; null where a dash stands for what is not known.</summary>
    public async Task<decimal?> NumberAsync(string selector) => (await NumbersAsync(selector)).Single();

    /// <summary>The exact values of the numbers in everything that a selector finds.</summary>
    public async Task<IReadOnlyList<decimal?>> NumbersAsync(string selector)
    {
        var values = await Page.Locator(selector).EvaluateAllAsync<string?[]>("all => all.map(one => one.querySelector('data')?.value ?? null)");
        return [.. values.Select(static value => value is null ? (decimal?)null : decimal.Parse(value, CultureInfo.InvariantCulture))];
    }

    /// <summary>The texts of everything that a selector finds, as the reader sees them.</summary>
    public Task<IReadOnlyList<string>> TextsAsync(string selector) => Page.Locator(selector).AllInnerTextsAsync();

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
