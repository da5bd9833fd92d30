using System.Globalization;

namespace OpenAiSpend.Simulator;

/// <summary>The parameters of a report request, checked as the API checks them.</summary>
internal sealed class ReportQuery
{
    private static readonly string[] CommonNames = ["start_time", "end_time", "bucket_width", "group_by", "limit", "page"];

    /// <exception cref="ApiErrorException">The API would refuse the request.</exception>
    public ReportQuery(HttpRequest request, ReportSchema schema, DateTimeOffset now)
    {
        foreach (var name in request.Query.Keys.Select(Bare))
        {
            if (!CommonNames.Contains(name) && !schema.Filters.ContainsKey(name))
                throw ApiErrorException.BadRequest($"Unknown parameter: '{name}'.", name, "unknown_parameter");
        }
        Start = Integer(request, "start_time")
            ?? throw ApiErrorException.BadRequest("Missing required parameter: 'start_time'.", "start_time", "missing_required_parameter");
        End = Integer(request, "end_time");
        if (End <= Start)
            throw ApiErrorException.BadRequest("'end_time' must be after 'start_time'.", "end_time");
        CheckLookback(now);
        Width = WidthOf(request, schema);
        Limit = LimitOf(request);
        GroupBy = [.. Values(request, "group_by").Distinct(StringComparer.Ordinal)];
        foreach (var dimension in GroupBy)
        {
            if (!schema.GroupBy.Contains(dimension))
            {
                throw ApiErrorException.BadRequest(
                    $"Invalid value: '{dimension}'. Supported values are: '{string.Join("', '", schema.GroupBy)}'.", "group_by", "invalid_value");
            }
        }
        Filters = schema.Filters
            .Select(filter => (Dimension: filter.Value, Values: Values(request, filter.Key).ToHashSet(StringComparer.Ordinal)))
            .Where(filter => filter.Values.Count > 0)
            .ToDictionary(filter => filter.Dimension, filter => filter.Values);
        Binding = PageCursor.Bind(request);
        Page = request.Query.TryGetValue("page", out var page) ? page.ToString() : null;
    }

    public long Start { get; }

    public long? End { get; }

    public BucketWidth Width { get; }

    public int Limit { get; }

    public string[] GroupBy { get; }

    public IReadOnlyDictionary<string, HashSet<string>> Filters { get; }

    public ulong Binding { get; }

    public string? Page { get; }

    public bool Matches(Func<string, string?> dimension)
    {
        foreach (var (name, values) in Filters)
        {
            if (dimension(name) is not { } value || !values.Contains(value))
                return false;
        }
        return true;
    }

    private static string Bare(string name) => name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;

    private static IEnumerable<string> Values(HttpRequest request, string name) =>
        request.Query.Where(parameter => Bare(parameter.Key) == name).SelectMany(parameter => parameter.Value).Select(value => value ?? "");

    private static long? Integer(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 253_402_300_799
            ? number
            : throw ApiErrorException.BadRequest($"Invalid type for '{name}': expected an integer, but got '{text}' instead.", name, "invalid_type");
    }

    private static BucketWidth WidthOf(HttpRequest request, ReportSchema schema)
    {
        var name = request.Query.TryGetValue("bucket_width", out var text) ? text.ToString() : "1d";
        return schema.Widths.TryGetValue(name, out var width)
            ? width
            : throw ApiErrorException.BadRequest(
                $"Invalid value: '{name}'. Supported values are: '{string.Join("', '", schema.Widths.Keys)}'.", "bucket_width", "invalid_value");
    }

    private int LimitOf(HttpRequest request)
    {
        var limit = Integer(request, "limit") ?? Width.DefaultLimit;
        if (limit < 1)
            throw ApiErrorException.BadRequest("'limit' must be at least 1.", "limit", "integer_below_min_value");
        if (limit > Width.MaximalLimit)
            throw ApiErrorException.BadRequest($"'limit' must be at most {Width.MaximalLimit}.", "limit", "integer_above_max_value");
        return (int)limit;
    }

    private void CheckLookback(DateTimeOffset now)
    {
        var earliest = LoadCurve.DayOf(now).AddDays(-365);
        if (Start < LoadCurve.StartOf(earliest).ToUnixTimeSeconds())
        {
            throw ApiErrorException.BadRequest(
                $"The requested start_time is too far in the past; the earliest supported start_time is {earliest:yyyy-MM-dd} (UTC).",
                "start_time",
                "reporting_lookback_exceeded");
        }
    }
}
