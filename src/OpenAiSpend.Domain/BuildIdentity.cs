using System.Reflection;

namespace OpenAiSpend.Domain;

/// <summary>Which build of the exporter this is.</summary>
/// <param name="Version">The version, such as <c>0.1.0</c>.</param>
/// <param name="Revision">The revision of the source, or <c>unknown</c>.</param>
public sealed record BuildIdentity(string Version, string Revision)
{
    /// <summary>The build that is running: all projects of the product carry the same version.</summary>
    public static BuildIdentity Current { get; } =
        Parse(typeof(BuildIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>Takes apart <c>version+revision</c>, as the build writes it.</summary>
    public static BuildIdentity Parse(string informationalVersion) => informationalVersion.Split('+', 2) is [var version, var revision]
        ? new BuildIdentity(version, revision)
        : new BuildIdentity(informationalVersion, "unknown");
}
