using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>The labels that are no dimension of OpenAI's own.</summary>
internal static class LabelNames
{
    public const string Organization = "organization";
    public const string ProjectId = "project_id";
    public const string Project = "project";
    public const string LineItem = "line_item";
    public const string Model = "model";
    public const string Meter = "meter";
    public const string ApiKeyId = "api_key_id";
    public const string Unit = "unit";
    public const string Date = "date";
    public const string UserId = "user_id";
    public const string User = "user";
    public const string Email = "email";
    public const string Customer = "customer";
    public const string ApiKey = "api_key";
    public const string ApiSource = "api_source";
    public const string OwnerType = "owner_type";
    public const string OwnerId = "owner_id";
    public const string AdminApiKeyId = "admin_api_key_id";
    public const string AdminApiKey = "admin_api_key";
    public const string Status = "status";
    public const string Budget = "budget";
    public const string Period = "period";
    public const string Source = "source";
    public const string AlertId = "alert_id";
    public const string Severity = "severity";
    public const string Step = "step";
    public const string Url = "url";
    public const string Basis = "basis";
    public const string Name = "name";
    public const string Surface = "surface";
    public const string Outcome = "outcome";
    public const string Code = "code";
    public const string Reason = "reason";
    public const string Encoding = "encoding";
    public const string Version = "version";
    public const string Revision = "revision";
    public const string DotnetVersion = "dotnet_version";

    /// <summary>The labels of a cost: whose it is and what it was for.</summary>
    public static readonly ImmutableArray<string> Cost = [Organization, ProjectId, Project, LineItem, Model, Meter, ApiKeyId, UserId, ApiSource];

    /// <summary>The labels that say whose a value is.</summary>
    public static readonly ImmutableArray<string> OrganizationAndProject = [Organization, ProjectId, Project];

    /// <summary>The labels of what the exporter says about one of its polled surfaces.</summary>
    public static readonly ImmutableArray<string> Polled = [Organization, Surface];
}
