namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;

    /// <summary>It could not do what it was asked to, such as listen on its port.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line cannot be used.</summary>
    public const int Configuration = 2;
}
