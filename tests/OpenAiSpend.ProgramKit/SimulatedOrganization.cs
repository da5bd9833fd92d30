using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.ProgramKit;

/// <summary>
/// A simulated organization whose clock stands still at the real instant of its start: its numbers do not move under a
/// test, and its days are those of the exporter, which has a real clock.
/// </summary>
internal sealed class SimulatedOrganization : IAsyncDisposable
{
    private static readonly TimeSpan TooCloseToMidnight = TimeSpan.FromMinutes(3);

    private readonly bool _showsNames;

    private SimulatedOrganization(SimulatorServer server, DateTimeOffset now, bool showsNames) => (Server, Now, _showsNames) = (server, now, showsNames);

    public SimulatorServer Server { get; }

    /// <summary>The instant at which its clock stands.</summary>
    public DateTimeOffset Now { get; }

    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    /// <summary>The variables that an exporter needs to read it by <see cref="Yaml"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { [ExporterProgram.KeyVariable] = Server.AdminKey };

    public static async Task<SimulatedOrganization> StartAsync(SimulatorOptions? options = null)
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        options ??= new SimulatorOptions();
        options.Clock = clock;
        return new SimulatedOrganization(await SimulatorServer.StartAsync(options, CancellationToken.None), clock.GetUtcNow(), options.CanReadManagement);
    }

    /// <summary>What the exporter must call a project: by its name, or by its id where its key may not read names.</summary>
    public string? ProjectName(string? id) => _showsNames && Server.GroundTruth.Projects.SingleOrDefault(project => project.Id == id) is { } known ? known.Name : id;

    /// <summary>Skips the test where the day is about to end: the exporter would go on to the next day, the simulator would not.</summary>
    public void SkipNearMidnight() => Assert.SkipWhen(
        DateOnly.FromDateTime((Now + TooCloseToMidnight).UtcDateTime) != Today, "UTC midnight is less than three minutes away.");

    /// <summary>The days up to today, the oldest first.</summary>
    public IEnumerable<DateOnly> TrailingDays(int count) => Enumerable.Range(1 - count, count).Select(offset => Today.AddDays(offset));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
