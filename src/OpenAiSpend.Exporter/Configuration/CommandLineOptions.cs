namespace OpenAiSpend.Exporter.Configuration;

/// <summary>What the flags said; null where a flag was not given.</summary>
internal sealed record CommandLineOptions
{
    /// <summary><c>--config.file</c>.</summary>
    public string? ConfigFile { get; init; }

    /// <summary><c>--web.listen-address</c>.</summary>
    public string? ListenAddress { get; init; }

    /// <summary><c>--demo</c>.</summary>
    public bool Demo { get; init; }
}
