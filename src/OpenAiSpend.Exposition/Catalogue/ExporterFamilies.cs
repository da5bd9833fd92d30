using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>What the exporter says about its own work.</summary>
internal static class ExporterFamilies
{
    private const string Timestamp = "seconds since 1970-01-01T00:00Z";

    public static readonly MetricFamily BuildInfo = MetricFamily.Gauge(
        "openai_exporter_build_info", "", [LabelNames.Version, Revision, DotnetVersion],
        "Always 1: the version and revision of the exporter, and the version of .NET it runs on.");

    public static readonly MetricFamily Up = MetricFamily.Gauge(
        "openai_exporter_up", "", Polled,
        "Whether the last poll of the surface succeeded: 1 or 0, absent until the first poll has ended.");

    public static readonly MetricFamily LastSuccess = MetricFamily.Gauge(
        "openai_exporter_last_success_timestamp_seconds", Timestamp, Polled,
        "When the last successful poll of the surface ended, in seconds since 1970.");

    public static readonly MetricFamily LastAttempt = MetricFamily.Gauge(
        "openai_exporter_last_attempt_timestamp_seconds", Timestamp, Polled,
        "When the last poll of the surface that ended began, successful or not, in seconds since 1970.");

    public static readonly MetricFamily DataThrough = MetricFamily.Gauge(
        "openai_exporter_data_through_timestamp_seconds", Timestamp, Polled,
        "The end of the newest bucket of the surface that holds data, in seconds since 1970.");

    public static readonly MetricFamily Polls = MetricFamily.Counter(
        "openai_exporter_polls_total", "polls", [.. Polled, Outcome],
        "Polls of the surface that ended, by outcome.");

    public static readonly MetricFamily PollDuration = MetricFamily.Gauge(
        "openai_exporter_poll_duration_seconds", "seconds", Polled,
        "How long the last poll of the surface took, waiting and retries included, in seconds.");

    public static readonly MetricFamily ApiRequests = MetricFamily.Counter(
        "openai_exporter_api_requests_total", "requests", [.. Polled, Code],
        "Requests made to OpenAI, by HTTP status; 0 where no answer came.");

    public static readonly MetricFamily ApiRetries = MetricFamily.Counter(
        "openai_exporter_api_retries_total", "requests", [.. Polled, Reason],
        "Requests made to OpenAI once more, by how the attempt before ended.");

    public static readonly MetricFamily RowsRejected = MetricFamily.Counter(
        "openai_exporter_rows_rejected_total", "rows", [.. Polled, Reason],
        "Rows of OpenAI's answers that could not be used, by reason.");

    public static readonly MetricFamily MissingDays = MetricFamily.Gauge(
        "openai_exporter_missing_days", "days", Polled,
        "Finished UTC days among those that were read for which OpenAI sent no bucket and none is known: they are unknown, not zero.");

    public static readonly MetricFamily UnknownFields = MetricFamily.Gauge(
        "openai_exporter_unknown_fields", "names", Polled,
        "Distinct names in OpenAI's answers since the start that this version does not know: numbers of a row, kinds of a row, dimensions. The log names each once.");

    public static readonly MetricFamily ClockSkew = MetricFamily.Gauge(
        "openai_exporter_clock_skew_seconds", "seconds", [LabelNames.Organization],
        "How far the clock of this machine was ahead of OpenAI's at the last successful poll, negative where it was behind; over an hour makes today unknown.");

    public static readonly MetricFamily Series = MetricFamily.Gauge(
        "openai_exporter_series", "series", Polled,
        "Series of the surface in the exposition.");

    public static readonly MetricFamily FoldedLabelSets = MetricFamily.Gauge(
        "openai_exporter_folded_label_sets", "label sets", Polled,
        "Label sets of the surface that were folded into others to stay below the configured bound.");

    public static readonly MetricFamily ExpositionBytes = MetricFamily.Gauge(
        "openai_exporter_exposition_bytes", "bytes", [Encoding],
        "Size of the part of the exposition that is rendered once for each snapshot, in bytes, by encoding: identity or gzip.");

    public static readonly MetricFamily ConfigHash = MetricFamily.Gauge(
        "openai_exporter_config_hash", "", [],
        "A number that stands for the configuration: it differs where the configurations of two instances differ.");

    public static readonly MetricFamily ConfigReloadSuccessful = MetricFamily.Gauge(
        "openai_exporter_config_last_reload_successful", "", [],
        "Whether the configuration could be used when it was last read: 1 or 0. Where it could not, the one before is in force.");

    public static readonly MetricFamily ConfigReloadSuccess = MetricFamily.Gauge(
        "openai_exporter_config_last_reload_success_timestamp_seconds", Timestamp, [],
        "When the configuration was last read and could be used, in seconds since 1970.");

    public static readonly MetricFamily StateSaved = MetricFamily.Gauge(
        "openai_exporter_state_saved_timestamp_seconds", Timestamp, [],
        "When the state file was last written, in seconds since 1970; absent until then.");

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<MetricFamily> All =
    [
        BuildInfo, Up, LastSuccess, LastAttempt, DataThrough, Polls, PollDuration, ApiRequests, ApiRetries, RowsRejected,
        MissingDays, UnknownFields, ClockSkew, Series, FoldedLabelSets, ExpositionBytes, ConfigHash, ConfigReloadSuccessful, ConfigReloadSuccess,
        StateSaved,
    ];
}
