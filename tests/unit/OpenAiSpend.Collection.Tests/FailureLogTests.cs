using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests;

/// <summary>What the log says of polls that fail: one line for each cause.</summary>
public sealed class FailureLogTests : IDisposable
{
    private const string Refused = "OpenAI refuses the admin key (401): \"Incorrect API key provided.\". Create one at https://platform.openai.com/settings/organization/admin-keys.";

    private readonly TestClock _clock = new("2026-11-20T12:00:00Z");
    private readonly RecordingLogger _log = new();
    private readonly FailureLog _failures;

    public FailureLogTests() => _failures = new FailureLog(_clock, _log);

    private static IEnumerable<Surface> Everything => Surface.Buckets.Concat(Surface.Directory);

    public void Dispose() => _failures.Dispose();

    [Fact]
    public void Failed_EverySurfaceForOneReason_IsOneLineThatNamesThem()
    {
        foreach (var surface in Everything)
        {
            Fail(surface, PollOutcome.Unauthorized, Refused);
        }

        Assert.Equal(
            [$"Poll failed, and there is no data of an earlier one: acme {string.Join(", ", Everything.Select(static surface => surface.Name))} unauthorized {Refused}"],
            Lines());
    }

    [Fact]
    public void Failed_SentencesThatDifferByTheSurfaceAndTheRequest_AreOneLine()
    {
        Fail(Surface.Costs, PollOutcome.ServerError, "OpenAI failed to answer for costs (500): \"Request req_a1 failed.\".");
        Fail(Surface.Images, PollOutcome.ServerError, "OpenAI failed to answer for images (500): \"Request req_b2 failed.\".");

        Assert.Equal(
            ["Poll failed, and there is no data of an earlier one: acme costs, images server_error OpenAI failed to answer for them (500): \"Request req_a1 failed.\"."], Lines());
    }

    [Fact]
    public void Failed_ForLackOfAnotherSurface_IsInTheLineOfThat()
    {
        var origin = new SpendSourceException(PollOutcome.Forbidden, "OpenAI forbids this key to read projects (403).");
        _failures.Failed("acme", Surface.Projects, origin, isKnown: true);
        _failures.Failed("acme", Surface.ApiKeys, new SpendSourceException(PollOutcome.Forbidden, "The projects could not be read.", origin), isKnown: true);

        Assert.Equal(["Poll failed, the last good data stays: acme projects, api_keys forbidden OpenAI forbids this key to read them (403)."], Lines());
    }

    [Fact]
    public void Failed_OtherReasonsAndOrganizations_HaveLinesOfTheirOwn()
    {
        Fail(Surface.Costs, PollOutcome.Unauthorized, Refused);
        Fail(Surface.Costs, PollOutcome.Unauthorized, Refused, organization: "globex");
        Fail(Surface.Images, PollOutcome.Network, "The host openai.invalid is unknown: check DNS and base_url.");

        Assert.Equal(3, Lines().Count);
    }

    [Theory]
    [InlineData(true, "Poll failed, the last good data stays: acme costs network It is gone.")]
    [InlineData(false, "Poll failed, and there is no data of an earlier one: acme costs network It is gone.")]
    public void Failed_WithAndWithoutEarlierData_SaysWhetherItStays(bool isKnown, string line)
    {
        Fail(Surface.Costs, PollOutcome.Network, "It is gone.", isKnown);

        Assert.Equal([line], Lines());
    }

    [Theory]
    [InlineData(PollOutcome.Network, 24)]
    [InlineData(PollOutcome.Unauthorized, 1)]
    public void Failed_AgainAndAgain_IsSaidAgainOnceAnHourOrOnceADay(PollOutcome outcome, int lines)
    {
        for (var minutes = 0; minutes < 24 * 60; minutes += 5)
        {
            Fail(Surface.Costs, outcome, "It lasts.");
            _failures.Flush();
            _clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(lines, Lines().Count);
    }

    [Fact]
    public void Failed_AfterAPollThatWentWell_IsSaidAgain()
    {
        Fail(Surface.Costs, PollOutcome.Network, "It is gone.");
        Assert.Single(Lines());
        _failures.Succeeded("acme", Surface.Costs);
        Fail(Surface.Costs, PollOutcome.Network, "It is gone.");

        Assert.Equal(2, Lines().Count);
    }

    [Fact]
    public async Task Failed_OneAfterTheOtherWithoutEnd_IsSaidAfterTenSecondsAtTheLatest()
    {
        for (var seconds = 0; seconds < 10; seconds++)
        {
            Fail(Surface.Buckets[seconds], PollOutcome.Network, "It is gone.");
            Assert.Empty(_log.Lines);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Eventually.True(() => _log.Lines.Count == 1, "Nothing is said.");
        Assert.Contains(string.Join(", ", Surface.Buckets.Take(10).Select(static surface => surface.Name)), Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_AndNothingMore_IsSaidAfterTwoSeconds()
    {
        Fail(Surface.Costs, PollOutcome.Network, "It is gone.");
        _clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.True(() => _log.Lines.Count == 1, "Nothing is said.");
    }

    [Fact]
    public void Dispose_WhileFailuresWait_WritesThem()
    {
        Fail(Surface.Costs, PollOutcome.Network, "It is gone.");
        _failures.Dispose();

        Assert.Single(_log.Lines);
    }

    private void Fail(Surface surface, PollOutcome outcome, string message, bool isKnown = false, string organization = "acme") =>
        _failures.Failed(organization, surface, new SpendSourceException(outcome, message), isKnown);

    private IReadOnlyList<string> Lines()
    {
        _failures.Flush();
        return _log.At(LogLevel.Warning);
    }
}
