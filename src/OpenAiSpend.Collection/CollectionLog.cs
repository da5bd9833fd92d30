using Microsoft.Extensions.Logging;

namespace OpenAiSpend.Collection;

/// <summary>What collection logs: one event for each failed poll, and little else.</summary>
internal static partial class CollectionLog
{
    [LoggerMessage(1, LogLevel.Information, "Surface read: {Organization} {Surface} {Days} {Rows} {Pages}")]
    public static partial void SurfaceRead(this ILogger logger, string organization, string surface, string days, int rows, int pages);

    [LoggerMessage(2, LogLevel.Debug, "Surface read again: {Organization} {Surface} {Days} {Rows} {Pages}")]
    public static partial void SurfaceReadAgain(this ILogger logger, string organization, string surface, string days, int rows, int pages);

    [LoggerMessage(3, LogLevel.Warning, "Poll failed, the last good data stays: {Organization} {Surface} {Outcome} {Error}")]
    public static partial void PollFailed(this ILogger logger, string organization, string surface, string outcome, string error);

    [LoggerMessage(17, LogLevel.Warning, "Poll failed, and there is no data of an earlier one: {Organization} {Surface} {Outcome} {Error}")]
    public static partial void PollFailedAtFirst(this ILogger logger, string organization, string surface, string outcome, string error);

    [LoggerMessage(4, LogLevel.Error, "Poll broke, please report this: {Organization} {Surface} {Exception} {StackTrace}")]
    public static partial void PollBroke(this ILogger logger, string organization, string surface, string exception, string? stackTrace);

    [LoggerMessage(5, LogLevel.Warning, "Note on what was read: {Organization} {Surface} {Notice}")]
    public static partial void Notice(this ILogger logger, string organization, string surface, string notice);

    [LoggerMessage(6, LogLevel.Warning, "Rows that make no sense were left out: {Organization} {Surface} {Count} {Reason}")]
    public static partial void RowsRejected(this ILogger logger, string organization, string surface, int count, string reason);

    [LoggerMessage(7, LogLevel.Error, "What is known could not be published, what was published before stays; please report this")]
    public static partial void PublishBroke(this ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "State restored: {Organization} {Surfaces} {File}")]
    public static partial void StateRestored(this ILogger logger, string organization, int surfaces, string file);

    [LoggerMessage(9, LogLevel.Information, "State of a surface is not used, as it is grouped otherwise now: {Organization} {Surface}")]
    public static partial void StateGroupedOtherwise(this ILogger logger, string organization, string surface);

    [LoggerMessage(10, LogLevel.Warning, "State on disk cannot be used, everything is read afresh: {File} {Reason}")]
    public static partial void StateRefused(this ILogger logger, string file, string reason);

    [LoggerMessage(11, LogLevel.Warning, "State cannot be saved, a restart will read everything afresh: {File} {Reason}")]
    public static partial void StateNotSaved(this ILogger logger, string file, string reason);

    [LoggerMessage(12, LogLevel.Debug, "State saved: {File} {Bytes}")]
    public static partial void StateSaved(this ILogger logger, string file, long bytes);

    [LoggerMessage(13, LogLevel.Warning, "Budget names projects that OpenAI does not list, so they count no spend; check their ids: {Organization} {Budget} {Projects}")]
    public static partial void BudgetOfUnknownProjects(this ILogger logger, string organization, string budget, string projects);

    [LoggerMessage(14, LogLevel.Warning, "OpenAI answered without some days, which are unknown and not zero; sums over them are a lower bound: {Organization} {Surface} {Count} {Days}")]
    public static partial void DaysMissing(this ILogger logger, string organization, string surface, int count, string days);

    [LoggerMessage(15, LogLevel.Critical, "Polling ended although the program runs, so the program ends; please report this")]
    public static partial void PollingEnded(this ILogger logger);

    [LoggerMessage(16, LogLevel.Warning, "The clock of this machine is not that of OpenAI; set it, as with more than an hour between them today is unknown: {Organization} {Ahead}")]
    public static partial void ClockOff(this ILogger logger, string organization, TimeSpan ahead);

    [LoggerMessage(17, LogLevel.Information, "OpenAI tells something that this version does not know, and that is not exposed; look for a newer one: {Organization} {Surface} {Field}")]
    public static partial void FieldUnknown(this ILogger logger, string organization, string surface, string field);
}
