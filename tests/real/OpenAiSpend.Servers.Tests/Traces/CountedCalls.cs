using System.Globalization;
using System.Text;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Servers.Tests.Traces;

/// <summary>What the token counters of several services showed when they were scraped each minute, and the calls behind it.</summary>
internal sealed class CountedCalls
{
    private const int SecondsPerScrape = 60;

    private readonly List<(string Series, double At, long Value)> _samples = [];

    /// <summary>What was truly counted of each day, customer, model and kind.</summary>
    public Dictionary<(UtcDay Day, string? Customer, string Model, string Kind), decimal> Truth { get; } = [];

    /// <summary>Lets one process count calls.</summary>
    /// <param name="process">The process: its job and instance.</param>
    /// <param name="counters">The counters and labels that each call adds to, how many tokens of which kind, null for none that the truth has, and how many more of another kind.</param>
    /// <param name="customer">The customer, or null.</param>
    /// <param name="model">The model.</param>
    /// <param name="days">The days from the first call to the last scrape, as fractions; times are those of scrapes.</param>
    /// <param name="minutesBetweenCalls">From call to call.</param>
    /// <param name="isScraped">Whether a scrape at a time of day took place.</param>
    /// <param name="counts">Whether the truth has the calls: not for those of another provider, or that another counter has already.</param>
    public void Add(
        (string Job, string Instance) process,
        (string Counter, string Labels, long Tokens, string? Kind, long More)[] counters,
        string? customer,
        string model,
        (DateTimeOffset From, DateTimeOffset To) days,
        int minutesBetweenCalls,
        Func<DateTimeOffset, bool>? isScraped = null,
        bool counts = true)
    {
        var values = new long[counters.Length];
        var scrape = 0;
        for (var at = days.From; at < days.To; at = at.AddSeconds(SecondsPerScrape), scrape++)
        {
            var calls = scrape % minutesBetweenCalls == 0;
            for (var i = 0; i < counters.Length; i++)
            {
                var (counter, labels, tokens, kind, more) = counters[i];
                if (calls)
                {
                    values[i] += tokens + more;
                    if (counts && kind is not null)
                    {
                        var key = (UtcDay.Of(at), customer, model, kind);
                        Truth[key] = Truth.GetValueOrDefault(key) + tokens;
                    }
                }

                if (isScraped?.Invoke(at) != false)
                {
                    var named = customer is null ? string.Empty : $"customer_id=\"{customer}\",";
                    _samples.Add(($"{counter}{{job=\"{process.Job}\",instance=\"{process.Instance}\",{named}gen_ai_response_model=\"{model}\",{labels}}}", at.ToUnixTimeSeconds(), values[i]));
                }
            }
        }
    }

    /// <summary>All of it, as promtool and VictoriaMetrics import it.</summary>
    /// <param name="unit">How many of the timestamp's unit are a second.</param>
    public string Text(int unit)
    {
        var text = new StringBuilder();
        foreach (var (series, at, value) in _samples.OrderBy(static sample => sample.Series[..sample.Series.IndexOf('{', StringComparison.Ordinal)], StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{series} {value} {at * unit}\n");
        }

        return text.ToString();
    }
}
