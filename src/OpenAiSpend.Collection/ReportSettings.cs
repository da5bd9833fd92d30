using OpenAiSpend.Accounting;

namespace OpenAiSpend.Collection;

/// <summary>What may change while the program runs: what a report is made by, and what is kept about people.</summary>
/// <param name="accounting">What the configuration decides about a report.</param>
/// <param name="directory">What is kept of names.</param>
public sealed class ReportSettings(AccountingOptions accounting, DirectorySchedule directory)
{
    /// <summary>Called after a change.</summary>
    internal event Action? Changed;

    /// <summary>What the configuration decides about a report, as it is now.</summary>
    public AccountingOptions Accounting { get; private set; } = accounting;

    /// <summary>What is kept of names, as it is now.</summary>
    public DirectorySchedule Directory { get; private set; } = directory;

    /// <summary>Takes other settings over. The next report, which is published at once, is made by them.</summary>
    public void Change(AccountingOptions newAccounting, DirectorySchedule newDirectory)
    {
        (Accounting, Directory) = (newAccounting, newDirectory);
        Changed?.Invoke();
    }
}
