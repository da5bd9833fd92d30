using System.Reflection;

namespace OpenAiSpend.Exporter;

/// <summary>Which build this is, as the build wrote it into the assembly: <c>1.2.3+revision</c>.</summary>
internal static class ProgramVersion
{
    private static readonly string[] Parts =
        (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+', 2);

    /// <summary>The version, such as <c>1.2.3</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The revision it was built from, or <c>unknown</c>.</summary>
    public static string Revision => Parts.Length > 1 ? Parts[1] : "unknown";
}
