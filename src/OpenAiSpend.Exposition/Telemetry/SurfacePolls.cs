using OpenAiSpend.Domain.Reading;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>How the polls of one surface of one organization went. What is null is not known yet.</summary>
internal sealed record SurfacePolls
{
    /// <summary>Whether the last poll that ended succeeded.</summary>
    public bool? IsUp { get; init; }

    /// <summary>When the last poll began.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>When the last successful poll ended.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The end of the newest bucket that holds data. It stays where a later poll finds none: the data were there.</summary>
    public DateTimeOffset? DataThrough { get; init; }

    /// <summary>How long the last poll took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The same after another poll.</summary>
    public SurfacePolls With(PollReport report)
    {
        var isUp = report.Outcome == PollOutcome.Ok;
        return this with
        {
            IsUp = isUp,
            LastAttempt = LastAttempt ?? report.EndedAt - report.Duration,
            LastSuccess = isUp ? report.EndedAt : LastSuccess,
            DataThrough = isUp ? report.DataThrough ?? DataThrough : DataThrough,
            Duration = report.Duration,
        };
    }
}
