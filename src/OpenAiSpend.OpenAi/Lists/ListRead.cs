using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Lists;

/// <summary>Reads whole lists and single objects, behind all requests for costs and usage.</summary>
internal sealed class ListRead(RequestPipeline pipeline, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int MaxPages = 1000;

    /// <summary>Reads a list to its end.</summary>
    /// <param name="surface">What it is counted as.</param>
    /// <param name="path">The path below the base URL, without a limit or a cursor.</param>
    /// <param name="type">How a page is read.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ApiFailureException">It could not be read to the end.</exception>
    public async Task<List<T>> AllAsync<T>(Surface surface, string path, JsonTypeInfo<ListDto<T>> type, CancellationToken cancellationToken)
    {
        using var deadline = new ReadDeadline(clock, cancellationToken);
        var first = $"{path}{(path.Contains('?') ? '&' : '?')}limit={PageSize}";
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var address = first;
        for (var pages = 1; ; pages++)
        {
            var page = await GetAsync(surface, address, type, deadline);
            if (page.Data is not { } data)
            {
                throw Broken(surface, "a page has no data");
            }

            items.AddRange(data);
            if (page.HasMore != true || data.Count == 0)
            {
                return items;
            }

            if (string.IsNullOrWhiteSpace(page.LastId) || !seen.Add(page.LastId) || pages == MaxPages)
            {
                throw Broken(surface, "a page says that there is more, but not where");
            }

            address = $"{first}&after={Uri.EscapeDataString(page.LastId)}";
        }
    }

    /// <summary>Reads one object, or null where there is none (404).</summary>
    /// <exception cref="ApiFailureException">It could not be read.</exception>
    public async Task<T?> OneAsync<T>(Surface surface, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new ReadDeadline(clock, cancellationToken);
        try
        {
            return await GetAsync(surface, path, type, deadline);
        }
        catch (ApiFailureException failure) when (failure.Error?.Status == 404)
        {
            return null;
        }
    }

    private Task<T> GetAsync<T>(Surface surface, string address, JsonTypeInfo<T> type, ReadDeadline deadline) =>
        pipeline.GetAsync(new ApiRequest(surface, address, RequestPriority.Names), bytes => Parse(bytes, type), deadline);

    private static T Parse<T>(ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonSerializer.Deserialize(ref reader, type) ?? throw new UnexpectedBodyException("it is null");
        }
        catch (JsonException e)
        {
            throw new UnexpectedBodyException($"it is not the JSON that the API documents (at byte {e.BytePositionInLine} of line {e.LineNumber + 1})");
        }
    }

    private static ApiFailureException Broken(Surface surface, string how) =>
        new(PollOutcome.Malformed, $"The list of {surface} makes no sense: {how}.");
}
