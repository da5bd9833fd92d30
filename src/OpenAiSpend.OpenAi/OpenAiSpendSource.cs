using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.History;
using OpenAiSpend.OpenAi.Pages;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi;

/// <summary>Reads one organization's costs and usage from OpenAI. It may be used by several readers at once.</summary>
public sealed class OpenAiSpendSource : ISpendSource, IDisposable
{
    // OpenAI should name the earliest day at once; a second round covers midnight passing in between.
    private const int MaxLookbackMoves = 3;

    private readonly RequestPipeline _pipeline;
    private readonly PageReader _pages;
    private readonly int _maxRows;
    private readonly TimeProvider _clock;
    private readonly UnknownFields _unknown = new();
    private readonly RefusedGrouping _refusals;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Makes the source of one organization, with an HTTP client of its own.</summary>
    /// <param name="options">How to reach the organization. Read once: later changes have no effect.</param>
    /// <param name="observer">Hears of every request; null for nobody.</param>
    /// <param name="clock">The clock, for waits, deadlines and the current day; null for the system's.</param>
    /// <param name="loggers">Makes the log; null for none.</param>
    /// <param name="handler">Answers in place of the network, for tests; it is not disposed of.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public OpenAiSpendSource(
        OpenAiOptions options,
        IRequestObserver? observer = null,
        TimeProvider? clock = null,
        ILoggerFactory? loggers = null,
        HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock ?? TimeProvider.System;
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<OpenAiSpendSource>();
        _pipeline = new RequestPipeline(options, observer, _clock, log, handler);
        IReadOnlyList<string> projectIds = [.. options.ProjectIds];
        _maxRows = options.MaxRowsPerRead;
        _pages = new PageReader(_pipeline, new PageFilters(projectIds, [.. options.LineItems]), _unknown, _clock);
        _refusals = new RefusedGrouping(_clock);
        Directory = new OpenAiDirectorySource(options.OrganizationName, _pipeline, projectIds, _clock, log);
    }

    /// <summary>Reads the same organization's names, limits and alerts, behind all requests for costs and usage.</summary>
    public IDirectorySource Directory { get; }

    /// <inheritdoc/>
    public async Task<SurfaceReading> ReadAsync(SurfaceQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var dimension in query.GroupBy)
        {
            if (!query.Surface.GroupBy.Contains(dimension))
            {
                throw new ArgumentException($"{query.Surface} cannot be grouped by {dimension}.", nameof(query));
            }
        }

        using var deadline = new ReadDeadline(_clock, cancellationToken);
        try
        {
            return await ReadGroupedAsync(query, deadline);
        }
        catch (ApiFailureException failure)
        {
            _unknown.AddDimensions(query.Surface, failure);
            throw failure.ToSpendSourceException(_unknown.Of(query.Surface));
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ReadDeadline.Passed(query.Surface);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();

    private async Task<SurfaceReading> ReadGroupedAsync(SurfaceQuery query, ReadDeadline deadline)
    {
        var notices = new List<string>();
        while (true)
        {
            var accepted = _refusals.Without(query);
            try
            {
                return await ReadHistoryAsync(accepted, notices, deadline);
            }
            catch (ApiFailureException failure) when (_refusals.Take(query, accepted, failure) is { } dropped)
            {
                _unknown.AddDimensions(query.Surface, failure);
                notices.Add($"OpenAI does not group {query.Surface} by {dropped} for this organization or these days: {query.Surface} are read without it, and with it again after a day.");
            }
        }
    }

    private async Task<SurfaceReading> ReadHistoryAsync(SurfaceQuery query, List<string> earlierNotices, ReadDeadline deadline)
    {
        var notices = new List<string>();
        for (var moves = 0; ; moves++)
        {
            try
            {
                var collected = await ReadDaysAsync(query, notices, deadline);
                return new SurfaceReading
                {
                    Window = query.Window,
                    GroupBy = query.GroupBy,
                    Buckets = collected.Buckets,
                    Pages = collected.Pages,
                    RejectedRows = collected.RejectedRows,
                    ServerTime = collected.ServerTime,
                    UnknownFields = _unknown.Of(query.Surface),
                    Notices = [.. earlierNotices.Concat(notices).Where(IsNew)],
                };
            }
            catch (ApiFailureException failure) when (
                moves < MaxLookbackMoves && LookbackLimit.IsExceeded(failure) && LookbackLimit.Shorten(query.Window, failure) is not null)
            {
                query = query with { Window = LookbackLimit.Shorten(query.Window, failure)!.Value };
                notices.Clear();
                notices.Add($"OpenAI keeps no days before {query.Window.Start}: what is older is not read.");
            }
        }
    }

    private async Task<BucketCollector> ReadDaysAsync(SurfaceQuery query, List<string> notices, ReadDeadline deadline)
    {
        try
        {
            return await ReadPartsAsync(query, [query], notices, deadline);
        }
        catch (ApiFailureException failure) when (ApiKeyHistory.IsTooShort(query, failure))
        {
            notices.Add(ApiKeyHistory.Notice);
            return await ReadPartsAsync(query, ApiKeyHistory.Split(query), notices, deadline);
        }
    }

    private async Task<BucketCollector> ReadPartsAsync(SurfaceQuery query, IReadOnlyList<SurfaceQuery> parts, List<string> notices, ReadDeadline deadline)
    {
        try
        {
            return await ReadPagesAsync(query, parts, int.MaxValue, deadline);
        }
        catch (ApiFailureException failure) when (failure.IsTooLarge && query.Window.Days > 1)
        {
            // Not remembered: it may have been a proxy, and the polls between two full reads ask for so few days that they fit.
            notices.Add($"The days of {query.Surface} are too large for one page: they are read one by one.");
            return await ReadPagesAsync(query, parts, 1, deadline);
        }
    }

    private async Task<BucketCollector> ReadPagesAsync(SurfaceQuery query, IReadOnlyList<SurfaceQuery> parts, int maxDays, ReadDeadline deadline)
    {
        var buckets = new BucketCollector(query, _maxRows);
        foreach (var part in parts)
        {
            await _pages.ReadAsync(part, maxDays, deadline, buckets);
        }

        return buckets.IsWithoutNumbers
            ? throw new ApiFailureException(
                PollOutcome.Malformed, $"The answer for {query.Surface} makes no sense: it has rows, but not one with a number that can be used.")
            : buckets;
    }

    // Told once, and only with a reading: a notice on a read that failed would be lost.
    private bool IsNew(string notice)
    {
        lock (_lock)
        {
            return _told.Add(notice);
        }
    }
}
