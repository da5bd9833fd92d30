using System.Globalization;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Options;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Traces.Queries;
using OpenAiSpend.Traces.Requests;

namespace OpenAiSpend.Traces;

/// <summary>Reads traced tokens from a server with Prometheus' query API: Prometheus, Mimir, Thanos or VictoriaMetrics.</summary>
public sealed class PrometheusTraceSource : ITraceSource, IDisposable
{
    private const long SecondsPerDay = 86_400;

    private readonly TraceOptions _options;
    private readonly TokenQueries _queries;
    private readonly PrometheusClient _client;
    private readonly TimeProvider _clock;

    /// <summary>Makes the source.</summary>
    /// <param name="options">Where to ask.</param>
    /// <param name="observer">Hears of every request, or null for nobody.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public PrometheusTraceSource(TraceOptions options, IRequestObserver? observer, TimeProvider clock)
        : this(options, observer, clock, handler: null)
    {
    }

    /// <summary>Makes a source that is answered by a handler in place of the network.</summary>
    internal PrometheusTraceSource(TraceOptions options, IRequestObserver? observer, TimeProvider clock, HttpMessageHandler? handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionError.ThrowIfAny(options.Validate(), nameof(options));
        _options = options;
        _clock = clock;
        _queries = new TokenQueries(options.CustomerLabel, options.ProjectLabel);
        _client = new PrometheusClient(options, observer, clock, handler);
    }

    /// <inheritdoc/>
    public async Task<SurfaceReading> ReadAsync(DayWindow window, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var today = UtcDay.Of(now);
        var tokens = new TracedTokens(_options, window, now);

        // The steps of a range query are the ends of the finished days.
        var finished = window.Common(new DayWindow(window.Start < today ? window.Start : today.AddDays(-1), today));
        if (finished is { } days)
        {
            foreach (var (kind, query) in _queries.Of(SecondsPerDay))
            {
                tokens.Add(kind, await AskAsync("query_range", query, cancellationToken, ("start", Seconds(days.Start.Next)), ("end", Seconds(days.End)), ("step", Seconds(SecondsPerDay))));
            }
        }

        var elapsed = now.ToUnixTimeSeconds() - today.StartUnixSeconds;
        if (window.Contains(today) && elapsed > 0)
        {
            foreach (var (kind, query) in _queries.Of(elapsed))
            {
                tokens.Add(kind, await AskAsync("query", query, cancellationToken, ("time", Seconds(now.ToUnixTimeSeconds()))));
            }
        }

        if (!tokens.HasLabels)
        {
            await RequireCountersAsync(window, cancellationToken);
        }

        return tokens.ToReading();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Seconds(UtcDay day) => Seconds(day.StartUnixSeconds);

    private static string Seconds(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private Task<QueryDataDto> AskAsync(string path, string query, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, string Value)> when)
    {
        // Thanos and VictoriaMetrics would answer with what they have where a part of them is away.
        List<KeyValuePair<string, string>> form = [new("query", query), new("partial_response", "false"), new("deny_partial_response", "1")];
        foreach (var (name, value) in when)
        {
            form.Add(new(name, value));
        }

        return _client.AskAsync(path, form, PrometheusJson.Default.PrometheusAnswerDtoQueryDataDto, cancellationToken);
    }

    // A quiet day has no customers, and neither has a mistake in the configuration, which would put the whole bill down as
    // not traced. Which of the two it is, the names of the labels tell, which cost the server little.
    private async Task RequireCountersAsync(DayWindow window, CancellationToken cancellationToken)
    {
        const int LookBackDays = 30;
        List<KeyValuePair<string, string>> form =
        [
            new("match[]", TokenQueries.AnyCounter),
            new("start", Seconds(window.Start.AddDays(-LookBackDays))),
            new("end", Seconds(_clock.GetUtcNow().ToUnixTimeSeconds())),
        ];
        var labels = await _client.AskAsync("labels", form, PrometheusJson.Default.PrometheusAnswerDtoIReadOnlyListString, cancellationToken);
        if (labels.Count == 0)
        {
            throw new SpendSourceException(
                PollOutcome.BadRequest,
                $"{_options.PrometheusUrl!.Authority} has no counter of OpenAI tokens ({TokenQueries.CounterNames}): check traces.prometheus_url, and that the services are scraped and count tokens.");
        }

        foreach (var (key, label) in new[] { ("customer_label", _options.CustomerLabel), ("project_label", _options.ProjectLabel) })
        {
            if (label is not null && !labels.Contains(label))
            {
                throw new SpendSourceException(
                    PollOutcome.BadRequest, $"No counter of OpenAI tokens at {_options.PrometheusUrl!.Authority} has the label {label}: check traces.{key}, and what the services count by.");
            }
        }
    }
}
