namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>One demo for all tests that ask it.</summary>
[CollectionDefinition(Name)]
public sealed class UsesMonitoredDemo : ICollectionFixture<MonitoredDemo>
{
    public const string Name = "monitored demo";
}
