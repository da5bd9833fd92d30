using System.Globalization;
using System.Net;
using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Exporter.Web.Tls;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>web</c>.</summary>
internal sealed class WebReader(List<ConfigurationError> errors, List<string> warnings)
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

        options.BearerTokenFile = web.Text("bearer_token_file");
        if (checksFiles && options.BearerTokenFile is { } file)
        {
            Try(() => BearerToken.FromFile(file), message => web.Error("bearer_token_file", message));
        }

        web.RefuseUnknownKeys();
        if (options.Tls is null && (options.BasicAuthUsers.Count > 0 || options.BearerTokenFile is not null)
            && options.ListenAddress.Address is { } ip && !IPAddress.IsLoopback(ip))
        {
            warnings.Add("passwords and tokens travel in clear, as web.tls_server_config is not set");
        }

        return options;
    }

    private ListenAddress ReadAddress(YamlSection web, CommandLineOptions flags)
    {
        var address = ListenAddress.Default;
        if (web.Text("listen_address") is { } text)
        {
            if (ListenAddress.TryParse(text) is { } own)
            {
                address = own;
            }
            else
            {
                web.Error("listen_address", $"\"{text}\" was found; {ListenAddress.Allowed}");
            }
        }

        if (flags.ListenAddress is { } flag)
        {
            if (ListenAddress.TryParse(flag) is { } own)
            {
                address = own;
            }
            else
            {
                errors.Add(new ConfigurationError("--web.listen-address", $"\"{flag}\" was found; {ListenAddress.Allowed}"));
            }
        }

        return address;
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

    private static void Try(Func<object> make, Action<string> fail)
    {
        try
        {
            make();
        }
        catch (ArgumentException unusable)
        {
            fail(unusable.Message);
        }
    }
}
