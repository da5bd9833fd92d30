namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The section <c>web</c>.</summary>
internal sealed class WebOptions
{
    /// <summary>Where to listen. Default <c>localhost:9718</c>.</summary>
    public ListenAddress ListenAddress { get; set; } = ListenAddress.Default;
}
