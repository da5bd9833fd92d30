using System.Text.Json;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>An item of a list, or a single object.</summary>
internal readonly struct ListItem(JsonElement item, ServerText serverText)
{
    /// <summary>The text of a member, fit to be kept, or null where it has none.</summary>
    public string? Text(ReadOnlySpan<byte> name) =>
        item.Member(name).Text() is { } text && !string.IsNullOrWhiteSpace(text) ? serverText.Keep(text) : null;

    /// <summary>The member, or one that is undefined where there is none.</summary>
    public JsonElement Member(ReadOnlySpan<byte> name) => item.Member(name);

    /// <summary>The object that a member is, or null where it is none.</summary>
    public ListItem? Of(ReadOnlySpan<byte> name) => item.Member(name) is { ValueKind: JsonValueKind.Object } inner ? With(inner) : null;

    /// <summary>The number of a member, or null where it has none to believe.</summary>
    public decimal? Number(ReadOnlySpan<byte> name) =>
        item.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) && value >= 0 ? value : null;

    /// <summary>The time of a member in Unix seconds, or null where it has none.</summary>
    public long? UnixSeconds(ReadOnlySpan<byte> name) =>
        item.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var seconds) && seconds > 0 ? seconds : null;

    /// <summary>An item in this one.</summary>
    public ListItem With(JsonElement inner) => new(inner, serverText);
}

/// <summary>Reads whole lists and single objects, behind all requests for costs and usage.</summary>
internal sealed class ListReader(RequestPipeline pipeline, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int MaxPages = 1000;

    /// <summary>Reads a list to its end.</summary>
    /// <param name="surface">What it is counted as.</param>
    /// <param name="path">The path below the base URL, without a limit or a cursor.</param>
    /// <param name="read">Reads an item by its id.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ApiFailureException">It could not be read to the end.</exception>
    public async Task<List<T>> AllAsync<T>(Surface surface, string path, Func<string, ListItem, T> read, CancellationToken cancellationToken)
    {
        using var deadline = new ReadDeadline(clock, cancellationToken);
        var first = $"{path}{(path.Contains('?') ? '&' : '?')}limit={PageSize}";
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var withoutId = 0;
        var address = first;
        for (var pages = 1; ; pages++)
        {
            var before = items.Count + withoutId;
            var (hasMore, lastId) = await GetAsync(surface, address, page => Collect(page, read, items, ref withoutId), deadline);
            if (!hasMore || items.Count + withoutId == before)
            {
                // A list of nothing but items without an id is no list of OpenAI's, and must not pass for an empty one.
                return items.Count > 0 || withoutId == 0 ? items : throw Broken(surface, "not one of its items has an id");
            }

            if (string.IsNullOrWhiteSpace(lastId) || !seen.Add(lastId) || pages == MaxPages)
            {
                throw Broken(surface, "a page says that there is more, but not where");
            }

            address = $"{first}&after={Uri.EscapeDataString(lastId)}";
        }
    }

    /// <summary>Reads one object, or returns the default where there is none (404).</summary>
    /// <exception cref="ApiFailureException">It could not be read.</exception>
    public async Task<T?> OneAsync<T>(Surface surface, string path, Func<ListItem, T> read, CancellationToken cancellationToken)
    {
        using var deadline = new ReadDeadline(clock, cancellationToken);
        try
        {
            return await GetAsync(surface, path, read, deadline);
        }
        catch (ApiFailureException failure) when (failure.Error?.Status == 404)
        {
            return default;
        }
    }

    private Task<T> GetAsync<T>(Surface surface, string address, Func<ListItem, T> read, ReadDeadline deadline) =>
        pipeline.GetAsync(new ApiRequest(surface, address, RequestPriority.Names), answer => Parse(answer, read), deadline);

    private static T Parse<T>(ApiAnswer answer, Func<ListItem, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? read(new ListItem(json.RootElement, answer.Text))
                : throw new UnexpectedBodyException("it is not a JSON object");
        }
        catch (JsonException e)
        {
            throw new UnexpectedBodyException($"it is not the JSON that the API documents (at byte {e.BytePositionInLine} of line {e.LineNumber + 1})");
        }
    }

    // An item without an id is of no use.
    private static (bool HasMore, string? LastId) Collect<T>(ListItem page, Func<string, ListItem, T> read, List<T> items, ref int withoutId)
    {
        if (page.Member("data"u8) is not { ValueKind: JsonValueKind.Array } data)
        {
            throw new UnexpectedBodyException("it has no list of data");
        }

        if (page.Member("has_more"u8).ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            throw new UnexpectedBodyException("its has_more is neither true nor false");
        }

        foreach (var element in data.EnumerateArray())
        {
            var item = page.With(element);
            if (element.ValueKind == JsonValueKind.Object && item.Text("id"u8) is { } id)
            {
                items.Add(read(id, item));
            }
            else
            {
                withoutId++;
            }
        }

        return (page.Member("has_more"u8).ValueKind == JsonValueKind.True, page.Text("last_id"u8));
    }

    private static ApiFailureException Broken(Surface surface, string how) =>
        new(PollOutcome.Malformed, $"The list of {surface} makes no sense: {how}.");
}
