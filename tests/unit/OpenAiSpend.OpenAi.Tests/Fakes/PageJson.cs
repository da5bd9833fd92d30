using OpenAiSpend.Domain.Days;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.OpenAi.Tests.Fakes;

/// <summary>Pages as OpenAI writes them.</summary>
internal static class PageJson
{
    public static string Page(params string[] buckets) => Page(buckets, hasMore: false, "null");

    public static string More(string cursor, params string[] buckets) => Page(buckets, hasMore: true, $"\"{cursor}\"");

    public static string Page(string[] buckets, bool hasMore, string nextPage) =>
        $$"""{"object":"page","data":[{{string.Join(',', buckets)}}],"has_more":{{(hasMore ? "true" : "false")}},"next_page":{{nextPage}}}""";

    public static string Bucket(string day, params string[] rows) => Bucket(Some.Date(day), rows);

    public static string Bucket(UtcDay day, params string[] rows) =>
        $$"""{"object":"bucket","start_time":{{day.StartUnixSeconds}},"end_time":{{day.Next.StartUnixSeconds}},"results":[{{string.Join(',', rows)}}]}""";

    public static string Cost(string value, string currency = "\"usd\"", string? project = null, string? lineItem = null) =>
        $$"""
        {"object":"organization.costs.result","amount":{"value":{{value}},"currency":{{currency}}},"line_item":{{Text(lineItem)}},
        "project_id":{{Text(project)}},"api_key_id":null,"quantity":null,"quantity_unit":null}
        """;

    public static string Error(string message, string? code = null, string? param = null) =>
        $$$"""{"error":{"message":"{{{message}}}","type":"invalid_request_error","param":{{{Text(param)}}},"code":{{{Text(code)}}}}}""";

    private static string Text(string? value) => value is null ? "null" : $"\"{value}\"";
}
