namespace OpenAiSpend.Exporter.Web.Tls;

/// <summary>The certificate or the key cannot be used. The message says why and holds nothing of the key.</summary>
/// <param name="message">Why.</param>
/// <param name="isKey">Whether it is the file of the key that is at fault, and not that of the certificate.</param>
internal sealed class CertificateException(string message, bool isKey) : Exception(message)
{
    public bool IsKey { get; } = isKey;
}
