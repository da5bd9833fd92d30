namespace OpenAiSpend.Exporter.Configuration;

/// <summary>How a kind of surface is polled.</summary>
/// <param name="Interval">From the start of one poll to the next; 1 second to 24 hours.</param>
/// <param name="HistoryDays">Days kept, today included; read at start and once a day.</param>
/// <param name="SettleDays">Days that OpenAI may still revise, today included; read at each poll.</param>
internal sealed record PollingOptions(TimeSpan Interval, int HistoryDays, int SettleDays);
