using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Decides how a scrape is answered, from what it says it accepts. A header that cannot be read, or that accepts
/// nothing on offer, gets the plain text format: an answer that is of use to somebody beats a refusal.
/// </summary>
internal static class ScrapeNegotiation
{
    private const string OpenMetricsType = "application/openmetrics-text";
    private const string TextType = "text/plain";
    private const string Gzip = "gzip";
    private const string Identity = "identity";

    /// <summary>The content type of a format.</summary>
    public static string ContentType(ScrapeFormat format) => format == ScrapeFormat.OpenMetrics
        ? $"{OpenMetricsType}; version=1.0.0; charset=utf-8"
        : $"{TextType}; version=0.0.4; charset=utf-8";

    /// <summary>The format that <c>Accept</c> prefers: the highest quality, then a type named in full, then the first.</summary>
    public static ScrapeFormat Format(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return ScrapeFormat.Text;
        }

        return types
            .Where(type => (type.Quality ?? 1) > 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .ThenBy(type => type.MatchesAllSubTypes)
            .Select(Offer)
            .FirstOrDefault(format => format is not null) ?? ScrapeFormat.Text;
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

    private static ScrapeFormat? Offer(MediaTypeHeaderValue type)
    {
        var name = type.MediaType;
        if (Is(OpenMetricsType))
        {
            return IsVersion("1.0.0") ? ScrapeFormat.OpenMetrics : null;
        }

        if (Is(TextType))
        {
            return IsVersion("0.0.4") ? ScrapeFormat.Text : null;
        }

        return Is("*/*") || Is("text/*") ? ScrapeFormat.Text : null;

        bool Is(string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

        bool IsVersion(string version)
        {
            var asked = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase));
            return asked is null || HeaderUtilities.RemoveQuotes(asked.Value).Equals(version, StringComparison.Ordinal);
        }
    }
}

/// <summary>The formats in which the page can be had.</summary>
internal enum ScrapeFormat
{
    /// <summary>The text format 0.0.4 of Prometheus.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.0.</summary>
    OpenMetrics,
}
