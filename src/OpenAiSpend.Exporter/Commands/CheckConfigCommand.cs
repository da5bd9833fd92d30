using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Says what a good configuration comes to; a bad one never gets here.</summary>
internal static class CheckConfigCommand
{
    /// <summary>Says it.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="syntaxOnly">Whether keys, certificates and tokens were not looked at.</param>
    public static int Run(ExporterOptions options, bool syntaxOnly)
    {
        Console.WriteLine(syntaxOnly ? "The configuration is good, apart from keys, certificates and tokens, which were not looked at." : "The configuration is good.");
        Console.WriteLine($"  listens on {options.Web.ListenAddress}{(options.Web.Tls is { } tls ? $", with the certificate in {tls.CertificateFile}" : string.Empty)}");
        if (options.Web is { BasicAuthUsers.Count: > 0 } or { BearerTokenFile: not null })
        {
            Console.WriteLine($"  lets in {string.Join(" and ", Admitted(options.Web))}");
        }

        if (options.Demo)
        {
            Console.WriteLine("  serves the simulated organization of --demo");
        }

        foreach (var organization in options.Organizations)
        {
            Console.WriteLine($"  reads {organization.OrganizationName} from {organization.BaseUrl}, with the admin key of {organization.AdminKeyOrigin ?? "the environment"}");
        }

        var collection = options.Collection;
        Console.WriteLine($"  polls costs every {Durations.Format(collection.Costs.Interval)}, and {collection.Surfaces.Length} usage surfaces every {Durations.Format(collection.Usage.Interval)}");
        foreach (var pattern in options.Metrics.Exclude)
        {
            Console.WriteLine($"  leaves out {pattern}: {string.Join(", ", ExposedFamilies.ExcludedBy(pattern).DefaultIfEmpty("nothing"))}");
        }

        foreach (var warning in options.Warnings)
        {
            Console.WriteLine($"Warning: {warning}.");
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> Admitted(WebOptions web)
    {
        if (web.BasicAuthUsers.Count > 0)
        {
            yield return $"{string.Join(", ", web.BasicAuthUsers.Keys)} with a password";
        }

        if (web.BearerTokenFile is { } file)
        {
            yield return $"whoever has the token in {file}";
        }
    }
}
