using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenAiSpend.Domain;

namespace OpenAiSpend.Exporter.Web.Tls;

/// <summary>
/// The certificate of two PEM files. The files are read for each handshake, so that a renewed certificate is used at once.
/// While they are unusable, for instance half replaced, the last good certificate stays in use.
/// </summary>
internal sealed class ServerCertificate
{
    private const int MostBytes = 1024 * 1024;

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private byte[] _fingerprint;
    private string? _complaint;
    private SslServerAuthenticationOptions _options;

    /// <exception cref="CertificateException">The files cannot be used.</exception>
    public ServerCertificate(string certificateFile, string keyFile, ILogger logger)
    {
        (_certificateFile, _keyFile, _logger) = (certificateFile, keyFile, logger);
        var (certificate, key) = ReadFiles(certificateFile, keyFile);
        _fingerprint = Fingerprint(certificate, key);
        _options = Options(certificate, key, certificateFile, keyFile);
    }

    /// <summary>Checks that the files can be used.</summary>
    /// <returns>When the certificate expires.</returns>
    /// <exception cref="CertificateException">They cannot be used.</exception>
    public static DateTimeOffset Check(string certificateFile, string keyFile)
    {
        var (certificate, key) = ReadFiles(certificateFile, keyFile);
        return Options(certificate, key, certificateFile, keyFile).ServerCertificateContext!.TargetCertificate.NotAfter;
    }

    /// <summary>The options for a handshake that begins now.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (_lock)
        {
            try
            {
                var (certificate, key) = ReadFiles(_certificateFile, _keyFile);
                var fingerprint = Fingerprint(certificate, key);
                if (fingerprint.AsSpan().SequenceEqual(_fingerprint))
                {
                    return _options;
                }

                // Remembered before it is tried, so that unusable files are tried once and not for each handshake.
                _fingerprint = fingerprint;
                _options = Options(certificate, key, _certificateFile, _keyFile);
                _complaint = null;
                _logger.CertificateReloaded(_certificateFile, _options.ServerCertificateContext!.TargetCertificate.NotAfter.ToUniversalTime());
            }
            catch (CertificateException unusable)
            {
                if (unusable.Message != _complaint)
                {
                    _complaint = unusable.Message;
                    _logger.CertificateUnusable(_certificateFile, unusable.Message);
                }
            }

            return _options;
        }
    }

    private static (string Certificate, string Key) ReadFiles(string certificateFile, string keyFile) =>
        (ReadFile(certificateFile, isKey: false), ReadFile(keyFile, isKey: true));

    private static string ReadFile(string file, bool isKey)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(RegularFile.ReadAllBytes(file, MostBytes));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException(unreadable.Message.TrimEnd('.'), isKey);
        }
    }

    private static byte[] Fingerprint(string certificate, string key) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(certificate), 0, .. Encoding.UTF8.GetBytes(key)]);

    private static SslServerAuthenticationOptions Options(string certificate, string key, string certificateFile, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificate);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        if (chain.Count == 0)
        {
            throw new CertificateException($"{certificateFile} holds no certificate in PEM", isKey: false);
        }

        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CertificateException($"the key in {keyFile} is encrypted; one without a passphrase is needed", isKey: true);
        }

        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new CertificateException($"{keyFile} holds no private key in PEM", isKey: true);
        }

        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            chain.RemoveAt(0);
            return new SslServerAuthenticationOptions
            {
                // Offline: missing intermediate certificates are not fetched from anywhere.
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            };
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException)
        {
            // The framework's messages say less, and are not trusted to quote nothing of the key.
            throw new CertificateException($"the key in {keyFile} is not that of the certificate in {certificateFile}, or is broken", isKey: true);
        }
    }
}

/// <summary>A certificate or key that cannot be used. The message says why and holds nothing of the key.</summary>
/// <param name="message">Why.</param>
/// <param name="isKey">Whether the file of the key is at fault, and not that of the certificate.</param>
internal sealed class CertificateException(string message, bool isKey) : Exception(message)
{
    public bool IsKey { get; } = isKey;
}

internal static partial class CertificateLog
{
    [LoggerMessage(121, LogLevel.Information, "Certificate reloaded: {File} {ValidUntil}")]
    public static partial void CertificateReloaded(this ILogger logger, string file, DateTime validUntil);

    [LoggerMessage(122, LogLevel.Warning, "Certificate cannot be used, the last good one stays: {File} {Error}")]
    public static partial void CertificateUnusable(this ILogger logger, string file, string error);
}
