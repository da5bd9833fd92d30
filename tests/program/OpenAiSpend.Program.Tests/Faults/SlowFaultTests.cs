using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Faults;

/// <summary>Faults that take long by their nature: a server is given 20 seconds to say something, twice.</summary>
public sealed class SlowFaultTests
{
    [Fact]
    public async Task Surfaces_OfAServerThatHangsOrAsksForARest_KeepTheirNumbersAndStopNobody()
    {
        await using var run = await FaultRun.StartAsync(
            new("costs", new Fault(FaultKind.HangBeforeHeaders), "timeout", "Nothing came from"),
            new("completions", new Fault(FaultKind.HangInBody), "timeout", "Nothing came from"),
            new("embeddings", Fault.RateLimited(TimeSpan.FromSeconds(60)), "rate_limited", "asks for fewer requests (429), for 60 s"));
        await run.CheckAsync(whileFailing: () =>
            Assert.Single(run.Simulator.Requests.Snapshot(), request => request is { Surface: "embeddings", Status: 429 }));
    }
}
