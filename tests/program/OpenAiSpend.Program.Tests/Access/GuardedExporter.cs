using System.Net.Http.Headers;
using System.Text;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Access;

/// <summary>An exporter that listens with TLS and asks for a password or a token, with the simulated organization that it has read.</summary>
public sealed class GuardedExporter : IAsyncLifetime
{
    public const string User = "prometheus";
    public const string Password = "correct: hörse";
    public const string Token = "token-0123456789abcdef";

    private readonly TemporaryFolder _folder = new();
    private SimulatedOrganization? _organization;
    private ExporterProgram? _exporter;

    internal SimulatedOrganization Organization => _organization!;

    internal ExporterProgram Exporter => _exporter!;

    internal TestCertificate Certificate { get; private set; } = null!;

    public string ConfigurationFile { get; private set; } = "";

    public string TokenFile { get; private set; } = "";

    internal TemporaryFolder Folder => _folder;

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public async ValueTask InitializeAsync()
    {
        Certificate = TestCertificate.Write(_folder);
        TokenFile = _folder.Write("token", $"{Token}\n");
        _organization = await SimulatedOrganization.StartAsync();
        var yaml = $$"""
            web:
              tls_server_config: {{Certificate.Yaml}}
              basic_auth_users: { {{User}}: "{{BcryptHash.Of(Password)}}" }
              bearer_token_file: "{{TokenFile}}"
            {{Yaml.Restless(Yaml.Organization("acme", _organization.Server.BaseUrl))}}
            """;
        ConfigurationFile = _folder.Write("exporter.yml", yaml);
        _exporter = await ExporterProgram.StartAsync(yaml, _organization.Environment, "--log.level", "debug");
        _exporter.Http.DefaultRequestHeaders.Authorization = Basic(User, Password);
        await _exporter.PageWhenReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in new IAsyncDisposable?[] { _exporter, _organization })
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }

        _folder.Dispose();
    }
}
