namespace OpenAiSpend.Exposition.Serving;

/// <summary>The formats in which the page can be had.</summary>
internal enum ScrapeFormat
{
    /// <summary>The text format 0.0.4 of Prometheus.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.0.</summary>
    OpenMetrics,
}
