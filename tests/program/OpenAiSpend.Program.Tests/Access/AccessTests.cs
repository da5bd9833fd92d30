using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Access;

public sealed class AccessTests(GuardedExporter guarded) : IClassFixture<GuardedExporter>
{
    // Known and unknown paths, and ways to write them that a rule about paths might fall for.
    public static TheoryData<string> Guarded =>
        ["/", "/metrics", "/metrics/", "/METRICS", "//metrics", "/-/", "/-/healthy/..%2f..%2fmetrics", "/-/ready/x", "/api/v1/spend", "/favicon.ico", "/%2e%2e/metrics"];

    public static TheoryData<string, string> Refused => new()
    {
        { "Basic", Encode("prometheus:wrong") },
        { "Basic", Encode($"nobody:{GuardedExporter.Password}") },
        { "Basic", Encode($"{GuardedExporter.User}:") },
        { "Basic", Encode(GuardedExporter.User) },
        { "Basic", Encode($"{GuardedExporter.User}:{GuardedExporter.Token}") },
        { "Basic", "not base64" },
        { "Basic", "" },
        { "Bearer", "wrong-token-0123456789" },
        { "Bearer", "" },
        { "Bearer", Encode($"{GuardedExporter.User}:{GuardedExporter.Password}") },
        { "Digest", "username=\"prometheus\"" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Url => guarded.Exporter.Http.BaseAddress!;

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Get_WithoutAPassword_Is401AndTellsNothing(string path)
    {
        using var response = await SendAsync(path, null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Unauthorized.\n", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(["Basic", "Bearer"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Get_WithTheWrongThing_Is401(string scheme, string parameter)
    {
        using var response = await SendAsync("/metrics", new AuthenticationHeaderValue(scheme, parameter));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithThePasswordOrTheToken_Is200()
    {
        foreach (var header in new[] { GuardedExporter.Basic(GuardedExporter.User, GuardedExporter.Password), new AuthenticationHeaderValue("bearer", GuardedExporter.Token) })
        {
            foreach (var path in new[] { "/metrics", "/" })
            {
                using var response = await SendAsync(path, header);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    public async Task Health_WithoutAPassword_Is200(string path)
    {
        using var response = await SendAsync(path, null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Token_ThatChangesInItsFile_HoldsAtOnce()
    {
        const string Renewed = "another-token-0123456789";
        try
        {
            File.WriteAllText(guarded.TokenFile, Renewed);
            using var before = await SendAsync("/metrics", new AuthenticationHeaderValue("Bearer", GuardedExporter.Token));
            using var after = await SendAsync("/metrics", new AuthenticationHeaderValue("Bearer", Renewed));
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        }
        finally
        {
            File.WriteAllText(guarded.TokenFile, GuardedExporter.Token);
        }
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/api/v1/spend")]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    public async Task AnyMethodThatCouldWrite_IsNotAllowed(string path)
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Options, HttpMethod.Trace })
        {
            using var response = await SendAsync(path, Allowed, method);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/metrics", 200)]
    [InlineData("/", 200)]
    [InlineData("/api/v1/spend", 200)]
    [InlineData("/-/ready", 200)]
    [InlineData("/nowhere", 404)]
    public async Task EveryAnswer_TellsABrowserToDoNothingWithIt(string path, int status)
    {
        using var response = await SendAsync(path, Allowed);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Equal(path == "/", policy.Contains("style-src 'sha256-", StringComparison.Ordinal));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task HostAndForwardedHeaders_ChangeNothing()
    {
        foreach (var (name, value) in new[]
        {
            ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Prefix", "/-/healthy"),
            ("Forwarded", "for=127.0.0.1;host=evil.example"), ("X-Original-URL", "/-/healthy"), ("X-Rewrite-URL", "/-/healthy"), ("X-HTTP-Method-Override", "GET"),
        })
        {
            using var with = await SendAsync("/", Allowed, headers: (name, value));
            Assert.Equal(HttpStatusCode.OK, with.StatusCode);
            Assert.DoesNotContain("evil", await with.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            using var without = await SendAsync("/", null, headers: (name, value));
            Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
            Assert.DoesNotContain("evil", without.Headers.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificate_ThatIsRenewed_IsShownToNewConnections()
    {
        using var copies = new TemporaryFolder();
        var before = new TestCertificate(copies.File("old.crt"), copies.File("old.key"), guarded.Certificate.Thumbprint);
        File.Copy(guarded.Certificate.CertificateFile, before.CertificateFile);
        File.Copy(guarded.Certificate.KeyFile, before.KeyFile);
        try
        {
            Assert.Equal(before.Thumbprint, await ShownAsync());
            var renewed = TestCertificate.Write(copies, "renewed");
            renewed.Replace(guarded.Certificate);
            Assert.Equal(renewed.Thumbprint, await ShownAsync());
        }
        finally
        {
            before.Replace(guarded.Certificate);
        }
    }

    [Fact]
    public async Task PlainHttpOnTheTlsPort_GetsNothing()
    {
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{Url.Authority}/metrics"), Token));
    }

    [Fact]
    public async Task Healthcheck_OverTlsWithPasswords_Exits0()
    {
        await using var program = ExporterProgram.Run(["healthcheck", "--config.file", guarded.ConfigurationFile, "--web.listen-address", Url.Authority]);

        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Contains("is ready", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfig_SaysWhoIsLetInAndNoHash()
    {
        await using var program = ExporterProgram.Run(["check-config", "--config.file", guarded.ConfigurationFile], guarded.Organization.Environment);

        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Contains($"lets in {GuardedExporter.User} with a password and whoever has the token in", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("$2y$", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_WithTheCertificateAndThePassword_ScrapesEverything()
    {
        await using var prometheus = await PrometheusServer.StartAsync($$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: good
                scheme: https
                tls_config: { ca_file: "{{guarded.Certificate.CertificateFile}}" }
                basic_auth: { username: {{GuardedExporter.User}}, password: "{{GuardedExporter.Password}}" }
                static_configs: [{ targets: ["{{Url.Authority}}"] }]
              - job_name: token
                scheme: https
                tls_config: { ca_file: "{{guarded.Certificate.CertificateFile}}" }
                authorization: { credentials_file: "{{guarded.Folder.Write("prometheus.token", GuardedExporter.Token)}}" }
                static_configs: [{ targets: ["{{Url.Authority}}"] }]
              - job_name: stranger
                scheme: https
                tls_config: { ca_file: "{{guarded.Certificate.CertificateFile}}" }
                static_configs: [{ targets: ["{{Url.Authority}}"] }]
              - job_name: distrustful
                scheme: https
                basic_auth: { username: {{GuardedExporter.User}}, password: "{{GuardedExporter.Password}}" }
                static_configs: [{ targets: ["{{Url.Authority}}"] }]
            """);
        await Eventually.True(
            async () => (await prometheus.QueryAsync("up{job=~\"good|token\"} == 1")).Count == 2 && (await prometheus.QueryAsync("up == 0")).Count == 2,
            $"Prometheus did not scrape. It wrote:\n{prometheus.Log}",
            pause: TimeSpan.FromMilliseconds(250));

        var page = await guarded.Exporter.PageAsync();
        Assert.Equal((double)page["openai_cost_daily_usd"].Sum(sample => sample.Value), await prometheus.ValueAsync("sum(openai_cost_daily_usd{job=\"good\"})"), 0.001);
    }

    [Fact]
    public async Task Log_AtEveryLevel_HoldsNeitherPasswordNorTokenNorKey()
    {
        using var _ = await SendAsync("/metrics", Allowed);
        using var refused = await SendAsync("/metrics", GuardedExporter.Basic(GuardedExporter.User, "another-password"));
        foreach (var secret in new[] { "hörse", Encode($"{GuardedExporter.User}:{GuardedExporter.Password}"), GuardedExporter.Token, "another-password", "PRIVATE KEY", "$2y$" })
        {
            Assert.DoesNotContain(secret, guarded.Exporter.Process.Output, StringComparison.Ordinal);
        }
    }

    private static AuthenticationHeaderValue Allowed => GuardedExporter.Basic(GuardedExporter.User, GuardedExporter.Password);

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<HttpResponseMessage> SendAsync(
        string path, AuthenticationHeaderValue? authorization, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        // A client of its own, as that of the exporter sends the password by itself.
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null }, AllowAutoRedirect = false });
        var url = new Uri($"{Url.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, url);
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, Token);
    }

    private async Task<string> ShownAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Url.Host, Url.Port, Token);
        await using var stream = new System.Net.Security.SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(Url.Host);
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }
}
