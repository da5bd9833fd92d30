using System.Globalization;
using OpenAiSpend.Collection.State;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>
/// <c>kill -9</c> at random moments of saving: 20 times, or as many as <c>OPENAI_SPEND_KILLS</c> says. How fast the disk is
/// decides how long it takes, and nothing else.
/// </summary>
public sealed class KilledWhileSavingTests(ITestOutputHelper output)
{
    private const int AtATime = 4;

    // About as long as the program takes for its first few states.
    private const int MaxLifeMilliseconds = 60;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("OPENAI_SPEND_KILLS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Load_AfterEachKill_IsWhatWasLastSavedWhole()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, AtATime).Select(static seed => KillAsync(new Random(seed))));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Sum(result => result.Kills)} kills: {results.Sum(result => result.Generations)} states saved, {results.Sum(result => result.Unfinished)} kills in the middle of one."));
    }

    // Goes on until a kill has hit a file that was being written.
    private static async Task<(int Kills, int Generations, int Unfinished)> KillAsync(Random random)
    {
        using var temporary = new TemporaryFolder();
        var (kills, last, unfinished) = (0, 0, 0);
        for (; kills < Kills / AtATime || unfinished == 0; kills++)
        {
            // The first program may be killed before it has saved anything, the others go on from one state at least to the next.
            var waitFor = kills == 0 ? SavingProgram.Ready : SavingProgram.Saved;
            await using (var program = SavingProgram.Start(temporary.Path))
            {
                await Eventually.True(
                    () => program.HasExited ? throw new InvalidOperationException(program.Output) : program.Output.Contains(waitFor, StringComparison.Ordinal),
                    "The program does not save.");
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * MaxLifeMilliseconds), TimeProvider.System, TestContext.Current.CancellationToken);
                await program.KillAsync();
            }

            // What the killed program left behind, and before the next one clears it away.
            unfinished += Directory.GetFiles(temporary.Path, "*.tmp").Length;
            var log = new RecordingLogger();
            var state = new StateFolder(temporary.Path, log).Load(SomeState.Identity);
            Assert.Empty(log.Lines);
            var generation = state is null ? 0 : GenerationState.In(state);
            Assert.True(kills == 0 || generation > last, $"State {generation} took the place of {last}, after which another one was saved.");
            last = generation;
        }

        return (kills, last, unfinished);
    }
}
