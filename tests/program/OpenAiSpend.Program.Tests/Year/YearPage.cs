using System.Collections.Concurrent;
using System.Globalization;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Year;

/// <summary>A page, held against the books: every day that it shows must be what OpenAI showed when the surface was last read.</summary>
internal sealed class YearPage
{
    public const int CostDays = 7;
    public const int UsageDays = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    // OpenAI restates a day for two days; half a day more covers the lag.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(60);

    private static readonly ConcurrentDictionary<(Simulator.GroundTruth Books, string Surface, DateOnly Day, DateTimeOffset At), decimal> Known = new();

    private readonly ParsedExposition _page;
    private readonly Simulator.GroundTruth _books;
    private readonly DateTimeOffset _now;

    public YearPage(ParsedExposition page, DateTimeOffset now, Simulator.GroundTruth books)
    {
        (_page, _now, _books) = (page, now, books);
        Today = page["openai_bucket_start_timestamp_seconds"].Select(sample => DateOnly.ParseExact(sample["date"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        foreach (var surface in Surfaces)
        {
            Look(surface);
        }
    }

    public static IReadOnlyList<string> Surfaces { get; } = ["costs", "completions"];

    /// <summary>The newest date on the page.</summary>
    public DateOnly Today { get; }

    /// <summary>How many surfaces say that they are well and were read lately.</summary>
    public int Fresh { get; private set; }

    public List<string> Problems { get; } = [];

    private void Look(string surface)
    {
        if (_page.Of("openai_exporter_last_success_timestamp_seconds", "acme", surface) is not { } seconds)
        {
            Problems.Add($"{surface} was never read");
            return;
        }

        var readAt = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        var readDay = DateOnly.FromDateTime(readAt.UtcDateTime);
        var isFresh = _page.Of("openai_exporter_up", "acme", surface) == 1 && readAt <= _now && _now - readAt < Interval * 1.2;
        if (isFresh)
        {
            Fresh++;
            if (Today != DateOnly.FromDateTime(_now.UtcDateTime))
            {
                Problems.Add($"{surface} is fresh, but today is {Today:O}");
            }
        }

        var (today, daily, days) = surface == "costs"
            ? ("openai_cost_usd", "openai_cost_daily_usd", CostDays)
            : ($"openai_{surface}_input_tokens", $"openai_{surface}_daily_input_tokens", UsageDays);

        // A clock that was set back since leaves the days that were kept then.
        for (var day = (readDay > Today ? readDay : Today).AddDays(1 - days); day <= Today; day = day.AddDays(1))
        {
            Compare($"{surface} of {day:O}", day <= readDay ? OnTheBooks(surface, day, readAt) : 0, _page[daily].Where(sample => sample["date"] == $"{day:yyyy-MM-dd}"));
        }

        // A day that was not read yet has no number, and none is not zero.
        if (readDay < Today && _page[today].Length > 0)
        {
            Problems.Add($"{surface} shows a today that was not read");
        }
        else if (readDay >= Today)
        {
            Compare($"{surface} today", OnTheBooks(surface, Today, readAt), _page[today]);
        }

        // The history that is kept reaches back to the first of the month for the first days of it.
        if (surface == "costs" && Today.Day <= CostDays && readDay >= new DateOnly(Today.Year, Today.Month, 1))
        {
            var month = Enumerable.Range(1, Math.Min(Today.Day, readDay >= Today ? Today.Day : readDay.Day)).Sum(day => OnTheBooks(surface, new DateOnly(Today.Year, Today.Month, day), readAt));
            Compare("the month to date", month, _page["openai_cost_month_to_date_usd"]);
        }
    }

    private void Compare(string what, decimal expected, IEnumerable<Sample> samples)
    {
        var shown = samples.Sum(sample => sample.Value);
        if (shown != expected)
        {
            Problems.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {shown} and not {expected}"));
        }
    }

    private decimal OnTheBooks(string surface, DateOnly day, DateTimeOffset at)
    {
        // A settled day is the same ever after, and is not reckoned again.
        var settled = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) + Settled;
        return Known.GetOrAdd((_books, surface, day, at < settled ? at : settled), static key => key.Surface == "costs"
            ? key.Books.TotalCostUsd(key.Day, key.At)
            : key.Books.TotalUsage(key.Day, key.At, key.Surface, "input_tokens"));
    }
}
