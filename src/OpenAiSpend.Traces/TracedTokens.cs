using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Traces.Queries;
using OpenAiSpend.Traces.Requests;

namespace OpenAiSpend.Traces;

/// <summary>Puts the answers to the questions together: what was counted on each day, for whom, and of which model.</summary>
/// <param name="options">Which labels mean what.</param>
/// <param name="window">The days.</param>
/// <param name="now">The time of asking, up to which the current day is counted.</param>
internal sealed class TracedTokens(TraceOptions options, DayWindow window, DateTimeOffset now)
{
    /// <summary>The most label sets and days that are believed.</summary>
    public const int MaxRows = 1_000_000;

    // More than any organization uses in a day.
    private const double MostTokens = 1e18;
    private const uint All = (1u << 5) - 1;

    private readonly Dictionary<(UtcDay Day, string? Project, string? Customer, string? Model), Counts> _rows = [];
    private readonly HashSet<(UtcDay Day, string? Model)> _toldApart = [];
    private int _rejected;
    private int _answers;

    /// <summary>Whether every label that was asked for was on something that was counted.</summary>
    public bool HasLabels =>
        _rows.Keys.Any(static row => row.Customer is not null) && (options.ProjectLabel is null || _rows.Keys.Any(static row => row.Project is not null));

    /// <summary>Adds an answer. It may hold series of other providers, which are left out.</summary>
    /// <exception cref="SpendSourceException">It makes no sense.</exception>
    public void Add(TokenKind kind, QueryDataDto answer)
    {
        _answers++;
        foreach (var series in answer.Result ?? throw Nonsense("no result"))
        {
            var labels = series.Metric ?? throw Nonsense("a series without labels");
            if (!TokenQueries.ProviderLabels.Any(label => labels.GetValueOrDefault(label) == TokenQueries.OpenAi))
            {
                continue;
            }

            var model = Label(TokenQueries.ResponseModel) ?? Label(TokenQueries.RequestModel);
            var (project, customer) = (options.ProjectLabel is { } of ? Label(of) : null, Label(options.CustomerLabel));
            foreach (var sample in series.Values ?? (series.Value is { } only ? [only] : throw Nonsense("a series without values")))
            {
                if (sample.Value is 0 or (> 0 and < MostTokens))
                {
                    Add((DayOf(sample.UnixSeconds), project, customer, model), kind, Math.Round((decimal)sample.Value));
                }
                else
                {
                    _rejected++;
                }
            }

            string? Label(string name) => labels.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        }
    }

    /// <summary>Everything together.</summary>
    public SurfaceReading ToReading()
    {
        var builders = Enumerable.Range(0, window.Days).Select(day => new BucketBuilder(Surface.Traces, window.Start.AddDays(day))).ToArray();
        foreach (var ((day, project, customer, model), counts) in _rows)
        {
            builders[day.DaysSince(window.Start)].Add([project, customer, model], counts.Values(_toldApart.Contains((day, model))), All);
        }

        if (now < builders[^1].End)
        {
            builders[^1].End = now;
        }

        return new SurfaceReading
        {
            GroupBy = options.GroupBy,
            Window = window,
            Buckets = [.. builders.Select(static builder => builder.Build())],
            Pages = _answers,
            RejectedRows = _rejected == 0
                ? ImmutableSortedDictionary<string, int>.Empty
                : ImmutableSortedDictionary<string, int>.Empty.Add(RejectionReasons.InvalidMeasure, _rejected),
        };
    }

    private void Add((UtcDay Day, string? Project, string? Customer, string? Model) row, TokenKind kind, decimal tokens)
    {
        if (tokens == 0m)
        {
            return;
        }

        if (_rows.Count >= MaxRows)
        {
            throw new SpendSourceException(
                PollOutcome.Malformed,
                $"More than {MaxRows} customers, models and days were counted: look at how many values the label {options.CustomerLabel} has, or lower traces.history.");
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_rows, row, out _).Add(kind, tokens);
        if (kind is TokenKind.CachedInput or TokenKind.CacheWrite)
        {
            _toldApart.Add((row.Day, row.Model));
        }
    }

    // What holds at the end of a day is about the day before; now is about today.
    private UtcDay DayOf(double unixSeconds)
    {
        var day = UtcDay.Of(DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(unixSeconds, 0, 1e11) - 1));
        return window.Contains(day) ? day : throw Nonsense("an instant that was not asked for");
    }

    private SpendSourceException Nonsense(string what) =>
        new(PollOutcome.Malformed, $"The answer of {options.PrometheusUrl!.Authority} makes no sense: it has {what}. Check traces.prometheus_url.");

    /// <summary>What was counted in one row.</summary>
    private struct Counts
    {
        private decimal _unsplit;
        private decimal _input;
        private decimal _cached;
        private decimal _cacheWrite;
        private decimal _output;

        public void Add(TokenKind kind, decimal tokens)
        {
            switch (kind)
            {
                case TokenKind.Input:
                    _input += tokens;
                    break;
                case TokenKind.CachedInput:
                    _cached += tokens;
                    break;
                case TokenKind.CacheWrite:
                    _cacheWrite += tokens;
                    break;
                case TokenKind.UnsplitInput:
                    _unsplit += tokens;
                    break;
                default:
                    _output += tokens;
                    break;
            }
        }

        // Where no call of a model is known to have used the cache on a day, it may be that nobody counts it.
        public readonly decimal[] Values(bool isToldApart) => isToldApart
            ? [_unsplit, Math.Max(0m, _input - _cached - _cacheWrite), _cached, _cacheWrite, _output]
            : [_unsplit + _input, 0m, 0m, 0m, _output];
    }
}
