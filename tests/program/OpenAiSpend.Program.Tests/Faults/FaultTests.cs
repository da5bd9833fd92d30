using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Faults;

public sealed class FaultTests
{
    private const string Page = "<html><body>Just a moment...</body></html>";

    [Fact]
    public async Task Surfaces_ThatFailInManyWays_KeepTheirNumbersAndStopNobody()
    {
        await using var run = await FaultRun.StartAsync(
            new("costs", new Fault(FaultKind.CutInBody), "network", "was cut before the answer was complete"),
            new("completions", new Fault(FaultKind.WrongKey), "unauthorized", "OpenAI refuses the admin key (401)"),
            new("embeddings", new Fault(FaultKind.MissingScope), "forbidden", "lacks the scope api.usage.read (403)"),
            new("moderations", Fault.Status(500), "server_error", "OpenAI failed to answer for moderations (500)"),
            new("images", new Fault(FaultKind.Html), "malformed", "makes no sense"),
            new("web_search_calls", new Fault(FaultKind.RepeatedCursor), "malformed", "leads back to a page that was read before"));
        await run.CheckAsync();
    }

    [Fact]
    public async Task Surfaces_ThatFailTheOtherWayRound_KeepTheirNumbersAndStopNobody()
    {
        await using var run = await FaultRun.StartAsync(
            new("costs", new Fault(FaultKind.WrongKey), "unauthorized", "OpenAI refuses the admin key (401)"),
            new("completions", new Fault(FaultKind.CutInBody), "network", "was cut before the answer was complete"),
            new("audio_speeches", Fault.Status(502, body: Page), "server_error", "OpenAI failed to answer for audio_speeches (502)"),
            new("audio_transcriptions", Fault.Status(404), "bad_request", "check base_url"),
            new("vector_stores", new Fault(FaultKind.EmptyCursor), "malformed", "says that there is more, but not where"),
            new("code_interpreter_sessions", new Fault(FaultKind.TruncatedJson), "malformed", "makes no sense"),
            new("file_search_calls", new Fault(FaultKind.EmptyBody), "malformed", "an empty body"));
        await run.CheckAsync();
    }
}
