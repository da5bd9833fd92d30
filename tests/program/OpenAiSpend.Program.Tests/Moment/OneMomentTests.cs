using System.Globalization;
using System.Text.Json;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Moment;

/// <summary>Whoever looks sees one moment: never a poll without its numbers, nor numbers without their poll.</summary>
public sealed class OneMomentTests
{
    private const int Polls = 40;
    private static readonly TimeSpan BetweenScrapes = TimeSpan.FromMilliseconds(20);

    // The family that shows what a surface of CountingOrganization counts.
    private static readonly Dictionary<string, string> Families = new()
    {
        ["costs"] = "openai_cost_usd",
        ["completions"] = "openai_completions_input_tokens",
        ["embeddings"] = "openai_embeddings_input_tokens",
        ["moderations"] = "openai_moderations_input_tokens",
        ["images"] = "openai_images_count",
        ["audio_speeches"] = "openai_audio_speeches_characters",
        ["audio_transcriptions"] = "openai_audio_transcriptions_seconds",
        ["vector_stores"] = "openai_vector_stores_usage_bytes",
        ["code_interpreter_sessions"] = "openai_code_interpreter_sessions",
        ["file_search_calls"] = "openai_file_search_calls_requests",
        ["web_search_calls"] = "openai_web_search_calls_requests",
        ["decisions"] = "openai_decisions_input_tokens",
    };

    [Fact]
    public async Task Scrapes_WhileTwelveSurfacesArePolledEachSecond_ShowEachPollWithItsNumbers()
    {
        Assert.SkipWhen(TimeProvider.System.GetUtcNow().TimeOfDay > TimeSpan.FromHours(23.9), "Today would become another day meanwhile.");
        await using var organization = await CountingOrganization.StartAsync();
        await using var exporter = await ExporterProgram.StartAsync(
            Yaml.Restless(Yaml.Organization("acme", organization.BaseUrl)),
            new Dictionary<string, string> { [ExporterProgram.KeyVariable] = "sk-admin-counting" });
        var successOf = new Dictionary<(string Surface, decimal Poll), decimal>();
        var scrapes = 0;
        await Eventually.True(
            async () =>
            {
                var page = await exporter.PageAsync();
                scrapes++;
                var polls = Families.Keys.ToDictionary(surface => surface, surface => Check(page, surface, successOf));
                if (scrapes % 10 == 0)
                {
                    await CheckJsonAsync(exporter, atLeast: polls["costs"]);
                }

                return polls.Values.All(static count => count >= Polls);
            },
            "The surfaces are not polled forty times.",
            patience: TimeSpan.FromMinutes(4),
            pause: BetweenScrapes);

        Assert.True(scrapes > Polls, "Too few scrapes to see a moment.");
        Assert.All(Families.Keys, surface => Assert.True(successOf.Keys.Count(seen => seen.Surface == surface) > 1));
    }

    // The n-th poll reads the number n, so both must be n in every scrape; and n must always be of the same instant.
    private static decimal Check(ParsedExposition page, string surface, Dictionary<(string Surface, decimal Poll), decimal> successOf)
    {
        var polls = page["openai_exporter_polls_total"].Where(sample => sample["surface"] == surface && sample["outcome"] == "ok").Sum(static sample => sample.Value);
        var number = page[Families[surface]].Sum(static sample => sample.Value);
        Assert.True(number == polls, $"{surface}: {polls} polls are counted, and the number is that of poll {number}.");
        Assert.Equal(polls > 0, page["openai_exporter_up"].Any(sample => sample["surface"] == surface));
        if (polls == 0)
        {
            return 0;
        }

        var success = page["openai_exporter_last_success_timestamp_seconds"].Single(sample => sample["surface"] == surface).Value;
        Assert.True(successOf.TryAdd((surface, polls), success) || successOf[(surface, polls)] == success, $"{surface}: poll {polls} ended at two times.");
        if (surface == "costs")
        {
            Assert.Equal(number, page["openai_cost_daily_usd"].Sum(static sample => sample.Value));
        }

        return polls;
    }

    // Asked after the scrape, the page and the JSON show the same moment or a later one.
    private static async Task CheckJsonAsync(ExporterProgram exporter, decimal atLeast)
    {
        if (atLeast == 0)
        {
            return;
        }

        var (_, text) = await exporter.GetAsync("/api/v1/spend");
        using var json = JsonDocument.Parse(text);
        var today = json.RootElement.GetProperty("summary").GetProperty("today_usd").GetDecimal();
        Assert.True(today >= atLeast, string.Create(CultureInfo.InvariantCulture, $"The JSON says {today}, which is before the scrape that said {atLeast}."));
    }
}
