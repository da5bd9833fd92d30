using System.Net;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>
/// Runs checks that are slow on purpose, few at a time. Addresses take turns and have one check at a time each, so that
/// guessers at one address do not delay another. Of one address, one of the newest is next: a scrape that comes after two
/// hundred guesses does not wait for them, as it would in the order of arrival, until it times out.
/// </summary>
/// <param name="atOnce">How many checks run at the same time.</param>
/// <param name="random">Chooses among the newest of an address.</param>
internal sealed class CheckQueue(int atOnce, Random random)
{
    // With the newest alone, a guesser who comes again as soon as he is refused would be before a scrape for ever.
    private const int Newest = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Peer> _peers = [];
    private readonly Queue<Peer> _turns = [];
    private int _running;

    /// <summary>How many checks wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _peers.Values.Sum(static peer => peer.Waiting.Count);
            }
        }
    }

    /// <summary>Runs a check when it is its turn.</summary>
    /// <exception cref="OperationCanceledException">It was given up before.</exception>
    public async Task<bool> RunAsync(IPAddress address, Func<bool> check, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Peer? peer;
        lock (_lock)
        {
            if (!_peers.TryGetValue(address, out peer))
            {
                _peers.Add(address, peer = new Peer(address, []));
                _turns.Enqueue(peer);
            }

            peer.Waiting.Add(turn);
            StartNext();
        }

        try
        {
            await turn.Task.WaitAsync(cancellationToken);

            // On a thread of its own: those of the pool are few, and scrapes need them.
            return await Task.Factory.StartNew(check, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            lock (_lock)
            {
                // Who gave up while waiting had no turn to give back.
                if (!peer.Waiting.Remove(turn))
                {
                    _running--;
                    _turns.Enqueue(peer);
                    StartNext();
                }
            }
        }
    }

    private void StartNext()
    {
        while (_running < atOnce && _turns.TryDequeue(out var peer))
        {
            if (peer.Waiting.Count == 0)
            {
                _peers.Remove(peer.Address);
                continue;
            }

            var next = peer.Waiting.Count - 1 - random.Next(Math.Min(Newest, peer.Waiting.Count));
            var turn = peer.Waiting[next];
            peer.Waiting.RemoveAt(next);
            _running++;
            turn.SetResult();
        }
    }

    private sealed record Peer(IPAddress Address, List<TaskCompletionSource> Waiting);
}
