using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Decides how a scrape is answered, from what it says it accepts. A header that cannot be read, or that accepts
/// nothing on offer, gets the plain text format: an answer that is of use to somebody beats a refusal.
/// </summary>
internal static class ScrapeNegotiation
{
    /// <summary>The text format 0.0.4 of Prometheus.</summary>
    public const string Text = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text format 1.0.0 of Prometheus. No name needs escaping, by any scheme: so it is the one that everybody knows.</summary>
    public const string Text1 = "text/plain; version=1.0.0; charset=utf-8; escaping=underscores";

    /// <summary>OpenMetrics 1.0.0.</summary>
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";

    private const string Gzip = "gzip";
    private const string Identity = "identity";

    /// <summary>The content type that <c>Accept</c> prefers: the highest quality, then a type named in full, then the first.</summary>
    public static string ContentType(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return Text;
        }

        return types
            .Where(type => (type.Quality ?? 1) > 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .ThenBy(type => type.MatchesAllSubTypes)
            .Select(Offer)
            .FirstOrDefault(offer => offer is not null) ?? Text;
    }

    /// <summary>What a text of a content type ends with.</summary>
    public static ChunkedBuffer End(string contentType)
    {
        ChunkedBuffer end = new();
        end.Write(contentType == OpenMetrics ? "# EOF\n" : string.Empty);
        return end;
    }

    /// <summary>Whether <c>Accept-Encoding</c> accepts gzip, and does not like the plain text better.</summary>
    public static bool AcceptsGzip(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var encodings))
        {
            return false;
        }

        var gzip = Quality(Gzip) ?? Quality("x-gzip") ?? Quality("*") ?? 0;
        return gzip > 0 && gzip >= (Quality(Identity) ?? 0);

        double? Quality(string name)
        {
            var named = encodings.FirstOrDefault(encoding => encoding.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
            return named is null ? null : named.Quality ?? 1;
        }
    }

    private static string? Offer(MediaTypeHeaderValue type)
    {
        var version = type.Parameters.FirstOrDefault(static parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase)) is { } asked
            ? HeaderUtilities.RemoveQuotes(asked.Value).ToString()
            : null;
        return (type.MediaType.ToString().ToLowerInvariant(), version) switch
        {
            ("application/openmetrics-text", null or "1.0.0") => OpenMetrics,
            ("text/plain", "1.0.0") => Text1,
            ("text/plain", null or "0.0.4") or ("*/*" or "text/*", _) => Text,
            _ => null,
        };
    }
}
