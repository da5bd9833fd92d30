using Microsoft.Extensions.Logging;
using OpenAiSpend.Exporter.Web.Tls;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Access;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Current_FilesThatChange_IsTheNewCertificateFromTheNextHandshakeOn()
    {
        var (first, second) = (TestCertificate.Write(_folder), TestCertificate.Write(_folder, "renewed"));
        var certificate = new ServerCertificate(first.CertificateFile, first.KeyFile, _log);
        Assert.Equal(first.Thumbprint, Thumbprint(certificate));
        Assert.Same(certificate.Current(), certificate.Current());

        second.Replace(first);

        Assert.Equal(second.Thumbprint, Thumbprint(certificate));
        Assert.Single(_log.At(LogLevel.Information));
    }

    [Fact]
    public void Current_FilesThatAreBrokenForAWhile_IsTheLastGoodOneAndSaysSoOnce()
    {
        var (first, second) = (TestCertificate.Write(_folder), TestCertificate.Write(_folder, "renewed"));
        var certificate = new ServerCertificate(first.CertificateFile, first.KeyFile, _log);

        // Half replaced: the certificate is the new one, the key still the old one.
        File.Copy(second.CertificateFile, first.CertificateFile, overwrite: true);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(first.Thumbprint, Thumbprint(certificate)));
        Assert.Contains("is not that of the certificate", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);

        File.Delete(first.KeyFile);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(first.Thumbprint, Thumbprint(certificate)));
        Assert.Equal(2, _log.At(LogLevel.Warning).Count);

        second.Replace(first);
        Assert.Equal(second.Thumbprint, Thumbprint(certificate));
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("PRIVATE", StringComparison.Ordinal));
    }

    private static string Thumbprint(ServerCertificate certificate) => certificate.Current().ServerCertificateContext!.TargetCertificate.Thumbprint;
}
