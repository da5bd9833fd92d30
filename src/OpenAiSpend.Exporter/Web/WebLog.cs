namespace OpenAiSpend.Exporter.Web;

/// <summary>What the web server says.</summary>
internal static partial class WebLog
{
    [LoggerMessage(121, LogLevel.Information, "Certificate reloaded: {File} {ValidUntil}")]
    public static partial void CertificateReloaded(this ILogger logger, string file, DateTime validUntil);

    [LoggerMessage(122, LogLevel.Warning, "Certificate cannot be used, the last good one stays: {File} {Error}")]
    public static partial void CertificateUnusable(this ILogger logger, string file, string error);
}
