using System.Globalization;
using OpenAiSpend.Collection.State;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary><c>kill -9</c> at random moments of saving.</summary>
public sealed class KilledWhileSavingTests(ITestOutputHelper output)
{
    private const int Kills = 200;
    private const int AtATime = 4;

    // About as long as the program takes for its first few states.
    private const int MaxLifeMilliseconds = 60;

    [Fact]
    public async Task Load_AfterAnyOf200Kills_IsWhatWasLastSavedWhole()
    {
        var random = new Random(20261120);
        var lives = Enumerable.Range(0, Kills).Select(_ => TimeSpan.FromMilliseconds(random.NextDouble() * MaxLifeMilliseconds)).ToArray();
        var results = await Task.WhenAll(lives.Chunk(Kills / AtATime).Select(KillAsync));

        var saved = results.Sum(result => result.Generations);
        var unfinished = results.Sum(result => result.Unfinished);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kills} kills: {saved} states saved, {unfinished} kills in the middle of one."));
        Assert.True(unfinished > Kills / 20, $"Only {unfinished} of {Kills} kills hit a file that was being written.");
        Assert.True(saved > Kills / 20, $"Only {saved} states were saved.");
    }

    private static async Task<(int Generations, int Unfinished)> KillAsync(TimeSpan[] lives)
    {
        using var temporary = new TemporaryFolder();
        var last = 0;
        var unfinished = 0;
        foreach (var life in lives)
        {
            await using (var program = SavingProgram.Start(temporary.Path))
            {
                await Eventually.True(
                    () => program.HasExited ? throw new InvalidOperationException(program.Output) : program.Output.Contains(SavingProgram.Ready),
                    "The program does not save.");
                await Task.Delay(life, TimeProvider.System, TestContext.Current.CancellationToken);
                await program.KillAsync();
            }

            // What the killed program left behind, and before the next one clears it away.
            unfinished += Directory.GetFiles(temporary.Path, "*.tmp").Length;
            var log = new RecordingLogger();
            var state = new StateFolder(temporary.Path, new FakeObserver(), TimeProvider.System, log).Load(SomeState.Identity);
            Assert.Empty(log.Lines);
            Assert.True(state is not null || last == 0, "A state that was saved is gone.");
            var generation = state is null ? 0 : GenerationState.In(state);
            Assert.True(generation >= last, $"State {generation} took the place of {last}.");
            last = generation;
        }

        return (last, unfinished);
    }
}
