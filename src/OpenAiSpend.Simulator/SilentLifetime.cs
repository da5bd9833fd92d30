namespace OpenAiSpend.Simulator;

/// <summary>Leaves signals alone: the program that starts the simulator decides when it ends.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
