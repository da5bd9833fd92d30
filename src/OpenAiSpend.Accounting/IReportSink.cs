namespace OpenAiSpend.Accounting;

/// <summary>Takes each report that is published, and makes of it whatever it serves.</summary>
public interface IReportSink
{
    /// <summary>Takes a report. Calls never overlap, and the last one is the newest.</summary>
    void Publish(SpendReport report);
}
