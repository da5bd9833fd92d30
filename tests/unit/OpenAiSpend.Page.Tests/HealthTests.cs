using System.Collections.Immutable;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>What the page says about the polls of the moment that it shows.</summary>
public sealed class HealthTests
{
    private static readonly SurfaceHealth Costs = new("acme", Surface.Costs);

    [Theory]
    [InlineData(0, "first read, 0 pages so far")]
    [InlineData(1, "first read, 1 page so far")]
    [InlineData(2, "first read, 2 pages so far")]
    public void FirstRead_UnderWay_ShowsThePagesSoFar(int pages, string words)
    {
        var html = Html(Costs with { PagesRead = pages });
        Assert.Contains($"""<span class="state wait">{words}</span></td><td>never</td>""", html, StringComparison.Ordinal);
        Assert.Contains("<td>under way</td>", html, StringComparison.Ordinal);
        Assert.Contains("0 of 1 surfaces are well, 1 not read yet.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedPoll_AfterAGoodOne_KeepsWhatIsKnownAndSaysWhy()
    {
        var failing = Costs with
        {
            Outcome = PollOutcome.Forbidden,
            Error = "The key lacks the scope api.usage.read.",
            LastSuccess = Shown.Now.AddMinutes(-30),
            DataThrough = Shown.Now.AddHours(-1),
            NextPoll = Shown.Now.AddMinutes(15),
        };
        var html = Html(failing);
        Assert.Contains("""<span class="state bad">the key lacks a scope</span> (<a href="#trouble">what to do</a>)""", html, StringComparison.Ordinal);
        Assert.Contains("<strong>costs</strong>: The key lacks the scope api.usage.read. The numbers are those of 14:30 UTC.", html, StringComparison.Ordinal);
        Assert.Contains(">30 min ago</time></td><td>14:00 UTC</td><td>in 15 min</td>", html, StringComparison.Ordinal);
        Assert.Contains("0 of 1 surfaces are well, 1 failing.", html, StringComparison.Ordinal);
        Assert.Contains("the key lacks a scope; trying again", Html(failing with { PagesRead = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_ThatIsOff_IsSaidWithItsSideAndWhatToDo()
    {
        var well = Costs with { Outcome = PollOutcome.Ok, LastSuccess = Shown.Now };
        Assert.Contains(
            "<strong>costs</strong>: The clock of this machine was 26 h ahead of OpenAI's at the last read. Set it", Html(well with { ClockSkew = TimeSpan.FromHours(26) }), StringComparison.Ordinal);
        Assert.Contains("was 6 min behind OpenAI's", Html(well with { ClockSkew = TimeSpan.FromMinutes(-6) }), StringComparison.Ordinal);
        Assert.DoesNotContain("The clock of this machine", Html(well with { ClockSkew = TimeSpan.FromMinutes(5) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Surface_RestoredFromDisk_IsNotSaidToHaveBeenRead()
    {
        var html = Html(Costs with { LastSuccess = Shown.Now.AddHours(-3), NextPoll = Shown.Now.AddSeconds(-1) });
        Assert.Contains("""<span class="state wait">restored from disk, not read since</span></td>""", html, StringComparison.Ordinal);
        Assert.Contains(">3 h ago</time></td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>due</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Surface_ThatIsWell_ShowsItsSeries()
    {
        var html = Html(Costs with { Outcome = PollOutcome.Ok, LastSuccess = Shown.Now });
        Assert.Contains("""<span class="state good">well</span>""", html, StringComparison.Ordinal);
        Assert.Contains("""title="1,234">1.23 k</data>""", html, StringComparison.Ordinal);
        Assert.Contains("1 of 1 surfaces are well.", html, StringComparison.Ordinal);
        Assert.Contains("""<span class="state wait">not read yet</span>""", Html(Costs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "It has never been read")]
    [InlineData(2, "They have never been read")]
    public void Trouble_OfSurfaces_NamesThemAsManyAsTheyAre(int count, string words)
    {
        ImmutableArray<Surface> surfaces = [Surface.Costs, Surface.Images];
        var html = Html([.. surfaces.Take(count).Select(static surface => new SurfaceHealth("acme", surface) { Outcome = PollOutcome.Forbidden, Error = "No scope." })]);
        Assert.Contains($"No scope. {words}, so there are no numbers.", html, StringComparison.Ordinal);
    }

    private static string Html(params ImmutableArray<SurfaceHealth> health) => Shown.Html(Shown.View(Some.Snapshot(Some.Day) with { Health = health }));
}
