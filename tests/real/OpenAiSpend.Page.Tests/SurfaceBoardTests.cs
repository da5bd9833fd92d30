using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>What is remembered of polls for people to look at.</summary>
public sealed class SurfaceBoardTests
{
    private static readonly DateTimeOffset Noon = Some.Day.Start.AddHours(12);

    private readonly SurfaceBoard _board = new();

    private SurfaceStatus Costs => _board.Statuses.Single(static status => status.Surface == Surface.Costs);

    [Fact]
    public void Requests_OfAPoll_CountPagesThatWereReadAndStartAgainWithTheNext()
    {
        _board.PollStarted("acme", Surface.Costs, Noon);
        _board.RequestEnded("acme", Surface.Costs, 200);
        _board.RequestEnded("acme", Surface.Costs, 429);
        _board.RequestEnded("acme", Surface.Costs, null);
        _board.RequestEnded("acme", Surface.Costs, 200);
        Assert.Equal((true, 2), (Costs.IsReading, Costs.Pages));
        _board.PollStarted("acme", Surface.Costs, Noon.AddMinutes(5));
        Assert.Equal(0, Costs.Pages);
    }

    [Fact]
    public void FailedPoll_AfterAGoodOne_KeepsWhatIsKnownAndSaysWhy()
    {
        _board.PollEnded(Report(PollOutcome.Ok, Noon) with { DataThrough = Noon });
        _board.PollStarted("acme", Surface.Costs, Noon.AddMinutes(15));
        _board.PollEnded(Report(PollOutcome.Forbidden, Noon.AddMinutes(15)) with { Error = "The key lacks the scope api.usage.read." });
        _board.PollScheduled("acme", Surface.Costs, Noon.AddMinutes(30));
        Assert.True(Costs.IsFailing);
        Assert.Equal((Noon, Noon, Noon.AddMinutes(30)), (Costs.LastSuccess, Costs.DataThrough, Costs.NextPoll));
        Assert.Equal("The key lacks the scope api.usage.read.", Costs.Last!.Error);
    }

    [Fact]
    public void Restored_FromDisk_IsNoPoll()
    {
        _board.Restored("acme", Surface.Costs, Noon, null);
        Assert.Null(Costs.Last);
        Assert.Equal(Noon, Costs.LastSuccess);
    }

    private static PollReport Report(PollOutcome outcome, DateTimeOffset endedAt) => new()
    {
        Organization = "acme",
        Surface = Surface.Costs,
        Outcome = outcome,
        EndedAt = endedAt,
        Duration = TimeSpan.FromSeconds(1),
    };
}
