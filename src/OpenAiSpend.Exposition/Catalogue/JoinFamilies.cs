using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Series that exist to be joined to others.</summary>
internal static class JoinFamilies
{
    public static readonly MetricFamily BucketStart = MetricFamily.Gauge(
        "openai_bucket_start_timestamp_seconds", "seconds since 1970-01-01T00:00Z", [Date],
        "When the UTC day of the date label began, in seconds since 1970: the join key that turns a date into an age.");

    public static readonly MetricFamily ProjectInfo = MetricFamily.Gauge(
        "openai_project_info", "", [Organization, ProjectId, Project, Status],
        "Always 1: the name and status of a project, and as further labels every attribute that the configuration gives to projects, such as team.");

    public static readonly MetricFamily UserInfo = MetricFamily.Gauge(
        "openai_user_info", "", [Organization, UserId, User, Email],
        "Always 1: the name of a user, and the e-mail address where that is switched on.");

    public static readonly MetricFamily ApiKeyInfo = MetricFamily.Gauge(
        "openai_api_key_info", "", [Organization, ApiKeyId, ApiKey, ProjectId],
        "Always 1: the name of an API key and the project it belongs to.");

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<MetricFamily> All = [BucketStart, ProjectInfo, UserInfo, ApiKeyInfo];
}
