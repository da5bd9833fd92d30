using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain;
using OpenAiSpend.Hosting;
using OpenAiSpend.Traces;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>traces</c>.</summary>
/// <param name="section">The section.</param>
/// <param name="checksFiles">Whether the files that it names are read: who only looks at the syntax may not have them.</param>
internal sealed class TracesReader(YamlSection section, bool checksFiles)
{
    private const int MaxAuthorityBytes = 1024 * 1024;

    // What was counted up to a day ago may still come in, by a collector that was behind.
    private const int SettleDays = 2;

    /// <summary>Where traced tokens come from, and how they are polled; null where there is no section, or its prometheus_url is empty.</summary>
    /// <param name="organizations">The names of all organizations.</param>
    public TracesOptions? Read(IReadOnlyList<string> organizations)
    {
        var polling = new PollingOptions(TimeSpan.FromMinutes(5), HistoryDays: 35, SettleDays);
        var source = new TraceOptions();
        var (url, organization) = (section.Text("prometheus_url"), section.Text("organization"));
        source.CustomerLabel = section.Text("customer_label") ?? source.CustomerLabel;
        source.ProjectLabel = section.Text("project_label");
        source.Timeout = section.Duration("timeout", source.Timeout, TraceOptions.TimeoutRange);
        polling = polling with
        {
            Interval = section.Duration("interval", polling.Interval, PollingOptions.IntervalRange),
            HistoryDays = section.Days("history", polling.HistoryDays, PollingOptions.HistoryRange),
        };
        ReadCredentials(source);
        ReadHeaders(section.Section("headers"), source);
        ReadAuthorities(source);
        section.RefuseUnknownKeys();
        if (url is null && (!section.Keys.Any() || section.Keys.Contains("prometheus_url")))
        {
            return null;
        }

        // What is no address at all is refused like a relative one.
        source.PrometheusUrl = Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : null;
        source.Organization = organization ?? (organizations is [var only] ? only : string.Empty);
        section.Errors(source.Validate());
        if (organization is null && organizations.Count > 1)
        {
            section.Error("organization", $"several organizations are configured, so one of them is needed: {string.Join(", ", organizations)}");
        }
        else if (organization is not null && organizations.Count > 0 && !organizations.Contains(organization))
        {
            section.Error("organization", $"{ConfigurationError.Found(organization)}; configured: {string.Join(", ", organizations)}");
        }

        return new TracesOptions(source, polling with { SettleDays = Math.Min(SettleDays, polling.HistoryDays) });
    }

    private void ReadCredentials(TraceOptions source)
    {
        var basic = section.Section("basic_auth");
        source.Username = basic.Text("username");
        var (password, token) = (basic.Text("password_file"), section.Text("bearer_token_file"));
        basic.RefuseUnknownKeys();
        if (basic.Keys.Any() && (source.Username is null || password is null))
        {
            basic.Error(source.Username is null ? "username" : "password_file", "username and password_file are needed together");
        }

        if (basic.Keys.Any() && token is not null)
        {
            section.Error("bearer_token_file", "basic_auth is set as well; one of the two is needed");
        }

        source.Secret = password is not null ? Try(basic, "password_file", () => SecretFile.Of(password))
            : token is not null ? Try(section, "bearer_token_file", () => SecretFile.Of(token))
            : null;
    }

    private static void ReadHeaders(YamlSection headers, TraceOptions source)
    {
        foreach (var name in headers.Keys)
        {
            if (headers.Text(name) is { } value)
            {
                source.Headers = source.Headers.SetItem(name, value);
            }
        }
    }

    private void ReadAuthorities(TraceOptions source)
    {
        if (section.Text("ca_file") is { } path)
        {
            source.Authorities = Try(section, "ca_file", () =>
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPem(Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, MaxAuthorityBytes)));
                return authorities.Count > 0 ? authorities : throw new ArgumentException($"{path} holds no certificate in PEM");
            });
        }
    }

    private T? Try<T>(YamlSection place, string key, Func<T> make)
        where T : class
    {
        try
        {
            return checksFiles ? make() : null;
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            place.Error(key, unusable.Message.TrimEnd('.'));
            return null;
        }
    }
}
