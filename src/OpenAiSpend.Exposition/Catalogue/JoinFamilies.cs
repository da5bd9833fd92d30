using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;
using RateLimit = OpenAiSpend.Domain.Directory.RateLimit;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Series that exist to be joined to others.</summary>
internal static class JoinFamilies
{
    private const string Timestamp = "seconds since 1970-01-01T00:00Z";
    private static readonly ImmutableArray<string> OfApiKey = [Organization, ProjectId, ApiKeyId];

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
        "openai_api_key_info", "", [Organization, ApiKeyId, ApiKey, ProjectId, OwnerType, OwnerId],
        "Always 1: the name of an API key, the project it belongs to, and who owns it: a user or a service_account; as further labels the attributes of that project.");

    public static readonly MetricFamily ApiKeyCreated = MetricFamily.Gauge(
        "openai_api_key_created_timestamp_seconds", Timestamp, OfApiKey,
        "When an API key was made, in seconds since 1970.");

    public static readonly MetricFamily ApiKeyLastUsed = MetricFamily.Gauge(
        "openai_api_key_last_used_timestamp_seconds", Timestamp, OfApiKey,
        "When an API key was last used, in seconds since 1970; absent where it never was.");

    public static readonly MetricFamily ApiKeyExpiry = MetricFamily.Gauge(
        "openai_api_key_expiry_timestamp_seconds", Timestamp, OfApiKey,
        "When an API key expires, in seconds since 1970; absent where it does not.");

    public static readonly MetricFamily AdminApiKeyExpiry = MetricFamily.Gauge(
        "openai_admin_api_key_expiry_timestamp_seconds", Timestamp, [Organization, AdminApiKeyId, AdminApiKey],
        "When an Admin key expires, in seconds since 1970; absent where it does not.");

    public static readonly MetricFamily SpendLimitEnforced = MetricFamily.Gauge(
        "openai_spend_limit_enforced", "", [Organization, ProjectId],
        "Whether OpenAI refuses requests over a spend limit that is set at OpenAI: 1 or 0; project_id is there for a limit of one project.");

    /// <summary>The rate limits, each with what it reads.</summary>
    public static readonly ImmutableArray<(MetricFamily Family, Func<RateLimit, decimal?> Read)> RateLimits =
    [
        (Limit("requests_per_minute", "requests a minute"), static limit => limit.RequestsPerMinute),
        (Limit("tokens_per_minute", "tokens a minute"), static limit => limit.TokensPerMinute),
        (Limit("requests_per_day", "requests a day"), static limit => limit.RequestsPerDay),
        (Limit("images_per_minute", "images a minute"), static limit => limit.ImagesPerMinute),
        (Limit("audio_megabytes_per_minute", "megabytes of audio a minute"), static limit => limit.AudioMegabytesPerMinute),
        (Limit("batch_input_tokens_per_day", "input tokens of batches a day"), static limit => limit.BatchInputTokensPerDay),
    ];

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<MetricFamily> All =
    [
        BucketStart, ProjectInfo, UserInfo, ApiKeyInfo, ApiKeyCreated, ApiKeyLastUsed, ApiKeyExpiry, AdminApiKeyExpiry, SpendLimitEnforced,
        .. RateLimits.Select(static limit => limit.Family),
    ];

    private static MetricFamily Limit(string name, string unit) => MetricFamily.Gauge(
        $"openai_rate_limit_{name}", unit, [.. OrganizationAndProject, Model],
        $"How much OpenAI lets a project ask of a model that it used on the trailing days: {unit}.");
}
