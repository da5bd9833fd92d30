using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.ProgramKit;

namespace OpenAiSpend.Program.Tests.Api;

/// <summary>
/// An organization written down by hand from OpenAI's reference, with nothing of the simulator in it: each measure of each
/// surface has a number of its own, which today's row has, and one more on each earlier day.
/// </summary>
internal sealed class HandwrittenOrganization : IAsyncDisposable
{
    public const string LineItem = "gpt-6-astra, input_tokens";
    public const decimal Usd = 12.5m;

    private const int SecondsOfDay = 24 * 60 * 60;
    private static readonly string[] NewPaths = ["/v1/organization/usage/decisions", "/v1/organization/admin_api_keys"];
    private static readonly string[] NewGroupings = ["api_source", "user_id"];

    private readonly bool _isOld;
    private readonly WebApplication _app;

    private HandwrittenOrganization(WebApplication app, bool isOld) => (_app, _isOld) = (app, isOld);

    /// <summary>Where it is.</summary>
    public Uri BaseUrl => new($"{_app.Urls.Single()}/v1");

    /// <summary>How often each path was asked, whatever the query.</summary>
    public ConcurrentDictionary<string, int> Requests { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="isOld">Whether it knows nothing of what came in November 2026: new paths are a 404, and new groupings of surfaces that it knows a 400.</param>
    public static async Task<HandwrittenOrganization> StartAsync(bool isOld)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var organization = new HandwrittenOrganization(app, isOld);
        app.Run(organization.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return organization;
    }

    /// <summary>The number of a measure today.</summary>
    public static decimal Number(UsageMetric metric) => 1000 + (10 * UsageMetric.All.Index().First(known => known.Item == metric).Index);

    /// <summary>The value of a dimension of a surface's row.</summary>
    public static string Value(string dimension) => dimension == "batch" ? "true" : $"{dimension}-1";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.AddOrUpdate(path, 1, static (_, asked) => asked + 1);
        if (_isOld && (NewPaths.Contains(path) || path.EndsWith("/rate_limits", StringComparison.Ordinal)))
        {
            return RefuseAsync(context, 404, $"Invalid URL (GET {path})", null);
        }

        var groupBy = context.Request.Query["group_by[]"].Select(static dimension => dimension!).ToList();
        var isCosts = path == "/v1/organization/costs";
        if (_isOld && (isCosts ? NewGroupings : ["api_source"]).Intersect(groupBy).FirstOrDefault() is { } unknown)
        {
            return RefuseAsync(context, 400, $"Invalid value: '{unknown}'.", "group_by");
        }

        return isCosts ? AnswerAsync(context, day => Costs(groupBy, day))
            : path.StartsWith("/v1/organization/usage/", StringComparison.Ordinal) ? AnswerAsync(context, day => Usage(path.Split('/')[^1], groupBy, day))
            : context.Response.WriteAsync(Lists(path).ToJsonString());
    }

    private static Task RefuseAsync(HttpContext context, int status, string message, string? param)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["param"] = param, ["code"] = null },
        }.ToJsonString());
    }

    private static Task AnswerAsync(HttpContext context, Func<int, JsonObject> row)
    {
        var (start, end) = (Seconds(context, "start_time"), Seconds(context, "end_time"));
        var days = (int)((end - start) / SecondsOfDay);
        var buckets = Enumerable.Range(0, days).Select(day => new JsonObject
        {
            ["object"] = "bucket",
            ["start_time"] = start + (day * SecondsOfDay),
            ["end_time"] = start + ((day + 1) * SecondsOfDay),
            ["results"] = new JsonArray(row(days - 1 - day)),
        });
        return context.Response.WriteAsync(new JsonObject
        {
            ["object"] = "page",
            ["data"] = new JsonArray([.. buckets]),
            ["has_more"] = false,
            ["next_page"] = null,
        }.ToJsonString());
    }

    private static JsonObject Usage(string surface, List<string> groupBy, int daysAgo)
    {
        var row = new JsonObject { ["object"] = $"organization.usage.{surface.Replace("search_calls", "searches", StringComparison.Ordinal)}.result" };
        foreach (var metric in UsageMetric.All.Where(metric => metric.Surface == surface))
        {
            row[metric.Measure] = Number(metric) + daysAgo;
        }

        foreach (var dimension in groupBy)
        {
            row[dimension] = dimension == "batch" ? true : Value(dimension);
        }

        return row;
    }

    private static JsonObject Costs(List<string> groupBy, int daysAgo)
    {
        var row = new JsonObject
        {
            ["object"] = "organization.costs.result",
            ["amount"] = new JsonObject { ["value"] = (Usd + daysAgo).ToString(CultureInfo.InvariantCulture), ["currency"] = "usd" },
        };
        foreach (var dimension in groupBy)
        {
            row[dimension] = dimension == "line_item" ? LineItem : Value(dimension);
        }

        return row;
    }

    private static JsonObject Lists(string path)
    {
        var project = $"/v1/organization/projects/{Value("project_id")}";
        JsonObject[] entries = path == "/v1/organization/projects" ? [Entry(Value("project_id"), "The project", ("status", "active"))]
            : path == "/v1/organization/admin_api_keys" ? [Entry("key_admin", "The exporter", ("expires_at", 1_900_000_000))]
            : path == $"{project}/api_keys" ? [Entry("api_key_id-1", "The key", ("created_at", 1_700_000_000), ("last_used_at", null), ("owner", new JsonObject
            {
                ["type"] = "service_account",
                ["service_account"] = new JsonObject { ["id"] = "svc-1" },
            }))]
            : path == $"{project}/rate_limits" ? [Entry("rl-1", "no name", ("model", "model-1"), ("max_tokens_per_1_minute", 30_000)), Entry("rl-2", "no name", ("model", "other"), ("max_tokens_per_1_minute", 1))]
            : [];
        return path.EndsWith("/spend_limit", StringComparison.Ordinal)
            ? new JsonObject { ["threshold_amount"] = 5000, ["currency"] = "USD", ["interval"] = "month", ["enforcement"] = new JsonObject { ["status"] = "enforcing" } }
            : new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. entries]), ["has_more"] = false };

        static JsonObject Entry(string id, string name, params (string Name, JsonNode? Value)[] members) =>
            new(members.Select(static member => KeyValuePair.Create(member.Name, member.Value)).Append(new("id", id)).Append(new("name", name)));
    }

    private static long Seconds(HttpContext context, string name) => long.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture);
}
