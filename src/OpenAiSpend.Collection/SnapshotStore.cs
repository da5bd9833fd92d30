using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Collection;

/// <summary>Holds the newest snapshot. Readers take one reference and see one consistent moment.</summary>
public sealed class SnapshotStore
{
    private SpendSnapshot? _current;

    /// <summary>The newest snapshot, or null before the first one.</summary>
    public SpendSnapshot? Current => Volatile.Read(ref _current);

    internal void Swap(SpendSnapshot snapshot) => Volatile.Write(ref _current, snapshot);
}
