using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Access;

/// <summary>The section <c>web</c>: what is read, and what is said of files and hashes that cannot be used.</summary>
public sealed class WebSectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryMistake_IsSaidAtOnceWithItsLine()
    {
        var certificate = TestCertificate.Write(_folder);
        var other = TestCertificate.Write(_folder, "other");
        var wrong = Assert.Throws<ConfigurationException>(() => Read($$"""
            web:
              tls_server_config:
                cert_file: "{{certificate.CertificateFile}}"
                key_file: "{{other.KeyFile}}"
                min_version: TLS12
              basic_auth_users:
                alice: hunter2
                bob: $2y$17$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG
                "c:d": "{{BcryptHash.Of("x")}}"
              bearer_token_file: {{_folder.Write("token", "short")}}
              hosts: [spend.example.com, "https://spend.example.com"]
            """));

        var errors = wrong.Errors.Select(error => error.ToString().Replace(_folder.Path, string.Empty, StringComparison.Ordinal)).ToArray();
        string[] expected =
        [
            "/exporter.yml:5: web.tls_server_config.min_version: unknown key; allowed here: cert_file, key_file",
            "/exporter.yml:4: web.tls_server_config.key_file: the key in /other.key is not that of the certificate in /tls.crt, or is broken",
            "/exporter.yml:7: web.basic_auth_users.alice: a bcrypt hash is needed, as the command hash-password or htpasswd -B prints it",
            "/exporter.yml:8: web.basic_auth_users.bob: a bcrypt hash of cost 17 was found; from 4 to 15 are allowed",
            "/exporter.yml:9: web.basic_auth_users.c:d: a user's name is needed, without a colon",
            "/exporter.yml:10: web.bearer_token_file: /token holds no usable token; one line of 16 to 4096 visible ASCII characters is needed",
            "/exporter.yml:11: web.hosts: \"https://spend.example.com\" was found; names are needed, without scheme and port, such as [spend.example.com]",
        ];
        Assert.Equal(expected.Length, errors.Length);
        Assert.All(expected.Zip(errors), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.Contains("hunter2", StringComparison.Ordinal) || error.Contains("short", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cert_file: /nowhere/tls.crt, key_file: KEY", "cert_file: Could not find")]
    [InlineData("cert_file: CERT, key_file: /nowhere/tls.key", "key_file: Could not find")]
    [InlineData("cert_file: KEY, key_file: KEY", "cert_file: /tls.key holds no certificate in PEM")]
    [InlineData("cert_file: CERT, key_file: CERT", "key_file: /tls.crt holds no private key in PEM")]
    [InlineData("cert_file: CERT, key_file: LOCKED", "key_file: the key in /locked.key is encrypted")]
    [InlineData("cert_file: CERT", "key_file: cert_file and key_file are both needed for TLS")]
    [InlineData("key_file: KEY", "cert_file: cert_file and key_file are both needed for TLS")]
    public void Read_FilesThatCannotBeUsed_SaysWhichAndWhy(string tls, string message)
    {
        var certificate = TestCertificate.Write(_folder);
        var locked = _folder.Write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIH0MF8\n-----END ENCRYPTED PRIVATE KEY-----\n");
        var files = tls.Replace("CERT", certificate.CertificateFile, StringComparison.Ordinal)
            .Replace("KEY", certificate.KeyFile, StringComparison.Ordinal).Replace("LOCKED", locked, StringComparison.Ordinal);
        var wrong = Assert.Throws<ConfigurationException>(() => Read($"web:\n  tls_server_config: {{ {files} }}\n"));

        var error = Assert.Single(wrong.Errors).ToString().Replace(_folder.Path, string.Empty, StringComparison.Ordinal);
        Assert.StartsWith($"/exporter.yml:2: web.tls_server_config.{message}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AccessKeysOfTheExampleFile_AreKnown()
    {
        var certificate = TestCertificate.Write(_folder);
        var example = string.Concat(File.ReadAllLines(Repository.File("exporter.example.yml"))
            .TakeWhile(line => !line.StartsWith("organizations:", StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, "^  # (?=[a-z_]+: )", "  ") + "\n"))
            .Replace("/etc/openai-spend-exporter/tls.crt", certificate.CertificateFile, StringComparison.Ordinal)
            .Replace("/etc/openai-spend-exporter/tls.key", certificate.KeyFile, StringComparison.Ordinal)
            .Replace("/run/secrets/scrape_token", _folder.Write("token", "0123456789abcdef\n"), StringComparison.Ordinal);
        var web = Read(example).Web;

        Assert.Equal(new TlsOptions(certificate.CertificateFile, certificate.KeyFile), web.Tls);
        Assert.Equal("prometheus", Assert.Single(web.BasicAuthUsers.Keys));
        Assert.Equal(_folder.File("token"), web.BearerTokenFile);
        Assert.Equal(["spend.example.com"], web.Hosts);
    }

    [Theory]
    [InlineData(":9718", true)]
    [InlineData("localhost:9718", false)]
    public void Read_PasswordsWithoutTls_WarnsWhereOthersCouldListenIn(string address, bool warns)
    {
        var options = Read($"web: {{ listen_address: \"{address}\", basic_auth_users: {{ alice: \"{BcryptHash.Of("x")}\" }} }}\n");

        Assert.Equal(warns, options.Warnings.Contains("passwords and tokens travel in clear, as web.tls_server_config is not set"));
    }

    [Fact]
    public void Read_HashesByPbkdf2_AreTakenAndWarnedAboutInOneLine()
    {
        const string Old = "$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA";
        var options = Read($"web: {{ basic_auth_users: {{ alice: \"{Old}\", bob: \"{BcryptHash.Of("x")}\", carol: \"{Old}\" }} }}\n");

        Assert.Equal(["alice", "bob", "carol"], options.Web.BasicAuthUsers.Keys);
        Assert.Equal(
            "web.basic_auth_users: the password of alice, carol is hashed by PBKDF2, as is no longer done; renew it with the command hash-password", Assert.Single(options.Warnings));
    }

    [Fact]
    public void Read_ACertificateThatRanOut_Warns()
    {
        var certificate = TestCertificate.Write(_folder, validDays: -1);

        Assert.StartsWith($"the certificate in {certificate.CertificateFile} ran out at", Assert.Single(Read($"web: {{ tls_server_config: {certificate.Yaml} }}").Warnings), StringComparison.Ordinal);
    }

    private ExporterOptions Read(string yaml) => new ConfigurationReader(name => name == "OPENAI_ADMIN_KEY" ? "sk-admin-abcdefghijklmnop" : null)
        .Read(new CommandLineOptions { ConfigFile = _folder.Write("exporter.yml", yaml) });
}
