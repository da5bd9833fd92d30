using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OpenAiSpend.TestKit;

/// <summary>A certificate for 127.0.0.1 that vouches for itself, in two PEM files.</summary>
public sealed record TestCertificate(string CertificateFile, string KeyFile, string Thumbprint)
{
    public string Yaml => $"{{ cert_file: \"{CertificateFile}\", key_file: \"{KeyFile}\" }}";

    public static TestCertificate Write(TemporaryFolder folder, string name = "tls", int validDays = 2)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(validDays));
        return new TestCertificate(
            folder.Write($"{name}.crt", certificate.ExportCertificatePem()), folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()), certificate.Thumbprint);
    }

    /// <summary>Puts this certificate in the place of another.</summary>
    public void Replace(TestCertificate other)
    {
        File.Copy(CertificateFile, other.CertificateFile, overwrite: true);
        File.Copy(KeyFile, other.KeyFile, overwrite: true);
    }
}
