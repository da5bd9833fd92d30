using System.Globalization;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Exporter.Web.Tls;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>web</c>.</summary>
internal sealed class WebReader(List<string> warnings)
{
    /// <summary>Reads the section.</summary>
    /// <param name="web">The section.</param>
    /// <param name="flags">The flags, of which the address goes before that of the section.</param>
    /// <param name="checksFiles">Whether the files that it names are looked at: who only asks a running exporter does not need them.</param>
    public WebOptions Read(YamlSection web, CommandLineOptions flags, bool checksFiles)
    {
        var options = new WebOptions { ListenAddress = ReadAddress(web, flags) };
        options.Tls = ReadTls(web.Section("tls_server_config"), checksFiles);
        var users = web.Section("basic_auth_users");
        foreach (var user in users.Keys)
        {
            ReadUser(users, user, options);
        }

        if (string.Join(", ", options.BasicAuthUsers.Where(static user => user.Value.IsOutdated).Select(static user => user.Key)) is { Length: > 0 } outdated)
        {
            warnings.Add($"web.basic_auth_users: the password of {outdated} is hashed by PBKDF2, as is no longer done; renew it with the command hash-password");
        }

        options.BearerTokenFile = web.Text("bearer_token_file");
        if (checksFiles && options.BearerTokenFile is { } file)
        {
            try
            {
                BearerToken.FromFile(file);
            }
            catch (ArgumentException unusable)
            {
                web.Error("bearer_token_file", unusable.Message);
            }
        }

        options.Hosts = [.. web.Texts("hosts") ?? []];
        if (options.Hosts.FirstOrDefault(static host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } bad)
        {
            web.Error("hosts", $"\"{bad}\" was found; names are needed, without scheme and port, such as [spend.example.com]");
        }

        web.RefuseUnknownKeys();
        if (options.Tls is null && (options.BasicAuthUsers.Count > 0 || options.BearerTokenFile is not null)
            && !options.ListenAddress.IsLoopback)
        {
            warnings.Add("passwords and tokens travel in clear, as web.tls_server_config is not set");
        }

        return options;
    }

    private static ListenAddress ReadAddress(YamlSection web, CommandLineOptions flags)
    {
        var inFile = Parse(web.Text("listen_address"), flag: null);
        return Parse(flags.ListenAddress, "--web.listen-address") ?? inFile ?? ListenAddress.Default;

        ListenAddress? Parse(string? text, string? flag)
        {
            var address = text is null ? null : ListenAddress.TryParse(text);
            if (text is not null && address is null)
            {
                web.Error("listen_address", $"{ConfigurationError.Found(text)}; {ListenAddress.Allowed}", flag);
            }

            return address;
        }
    }

    private TlsOptions? ReadTls(YamlSection tls, bool checksFiles)
    {
        var (certificate, key) = (tls.Text("cert_file"), tls.Text("key_file"));
        tls.RefuseUnknownKeys();
        if (certificate is null || key is null)
        {
            if (tls.Keys.Any())
            {
                tls.Error(certificate is null ? "cert_file" : "key_file", "cert_file and key_file are both needed for TLS");
            }

            return null;
        }

        if (checksFiles)
        {
            try
            {
                var until = ServerCertificate.Check(certificate, key);
                if (until < TimeProvider.System.GetUtcNow())
                {
                    warnings.Add(string.Create(CultureInfo.InvariantCulture, $"the certificate in {certificate} ran out at {until.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}"));
                }
            }
            catch (CertificateException unusable)
            {
                tls.Error(unusable.IsKey ? "key_file" : "cert_file", unusable.Message);
            }
        }

        return new TlsOptions(certificate, key);
    }

    private static void ReadUser(YamlSection users, string user, WebOptions options)
    {
        // A colon ends the name in what a client sends.
        if (user.Length == 0 || user.Contains(':', StringComparison.Ordinal))
        {
            users.Error(user, "a user's name is needed, without a colon");
        }

        var error = PasswordHash.Allowed;
        if (users.Text(user) is { } text && PasswordHash.TryParse(text, out error) is { } hash)
        {
            options.BasicAuthUsers = options.BasicAuthUsers.SetItem(user, hash);
        }
        else
        {
            users.Error(user, error);
        }
    }
}
