using OpenAiSpend.Chromium.Tests.Running;
using OpenAiSpend.Simulator;

[assembly: AssemblyFixture(typeof(DemoPage))]

namespace OpenAiSpend.Chromium.Tests.Running;

/// <summary>What a newcomer sees: the page of <c>--demo</c>, and the books that it must agree with.</summary>
public sealed class DemoPage : IAsyncLifetime
{
    private PageHost? _host;

    internal PageHost Host => _host!;

    internal GroundTruth Books => Host.Server.GroundTruth;

    internal DateTimeOffset Now => Host.Now;

    internal DateOnly Today => Host.Today;

    /// <summary>The trailing 35 days, the oldest first.</summary>
    internal IEnumerable<DateOnly> Days => Enumerable.Range(-34, 35).Select(Today.AddDays);

    /// <summary>What the API shows at this moment of the trailing days.</summary>
    internal IReadOnlyList<CostRow> Costs => Books.CostsAsOf(Now, Today.AddDays(-34), Today);

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync();

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The address of a view.</summary>
    internal Uri Address(string address) => new(Host.Url, address);

    internal decimal Billed(DateOnly from, DateOnly to) => Books.CostsAsOf(Now, from, to).Sum(static row => row.AmountUsd);
}
