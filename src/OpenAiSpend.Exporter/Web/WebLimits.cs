namespace OpenAiSpend.Exporter.Web;

/// <summary>What the web server gives to clients that take and do not give. Only tests set other values.</summary>
internal sealed record WebLimits
{
    /// <summary>How many connections there are at the most.</summary>
    public int Connections { get; init; } = 4096;

    /// <summary>How many of them one address may have: no address can hold all.</summary>
    public int ConnectionsPerAddress { get; init; } = 1024;

    /// <summary>How long a new connection may send nothing.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a response may take.</summary>
    public TimeSpan Response { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a response may take that was overtaken by two publications: as long as Prometheus waits by default.</summary>
    public TimeSpan OvertakenResponse { get; init; } = TimeSpan.FromSeconds(10);
}
