using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;
using OpenAiSpend.OpenAi.Requests;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>Reads all pages of a query. A part of them never passes for the whole.</summary>
internal sealed class PageReader(RequestPipeline pipeline, PageFilters filters, UnknownFields unknown, TimeProvider clock)
{
    /// <summary>The most pages of one query.</summary>
    public const int MaxPages = 1000;

    /// <summary>Reads a query to its last page.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="maxDays">The most days on one page.</param>
    /// <param name="deadline">When the whole read must be over.</param>
    /// <param name="buckets">Takes what is read.</param>
    /// <exception cref="ApiFailureException">It could not be read to the end.</exception>
    public async Task ReadAsync(SurfaceQuery query, int maxDays, ReadDeadline deadline, BucketCollector buckets)
    {
        var address = new PageAddress(query, filters, maxDays);
        var parser = new PageParser(query, clock, buckets, unknown);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var pages = 1; ; pages++)
        {
            var request = new ApiRequest(query.Surface, address.Of(cursor), RequestPriority.Buckets);
            var page = await pipeline.GetAsync(request, parser.Parse, deadline);
            buckets.Pages++;
            query.PagesRead?.Report(buckets.Pages);

            // OpenAI has been seen to say that there is more and then to send an empty page for it.
            if (!page.HasMore || page.Buckets == 0)
            {
                return;
            }

            cursor = page.NextPage;
            if (string.IsNullOrWhiteSpace(cursor))
            {
                throw Broken(query, $"page {pages} says that there is more, but not where");
            }

            if (!seen.Add(cursor))
            {
                throw Broken(query, $"page {pages} leads back to a page that was read before");
            }

            if (pages == MaxPages)
            {
                throw Broken(query, $"there are more than {MaxPages} pages");
            }
        }
    }

    private static ApiFailureException Broken(SurfaceQuery query, string how) =>
        new(PollOutcome.Malformed, $"The pages for {query.Surface} make no sense: {how}.");
}
