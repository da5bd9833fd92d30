namespace OpenAiSpend.Domain.Snapshot;

/// <summary>Takes each snapshot that is published, and makes of it whatever it serves.</summary>
public interface ISnapshotSink
{
    /// <summary>Takes a snapshot. Calls never overlap, and the last one is the newest.</summary>
    void Publish(SpendSnapshot snapshot);
}
