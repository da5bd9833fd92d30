namespace OpenAiSpend.OpenAi.Requests;

/// <summary>Who goes first where requests have to wait.</summary>
internal enum RequestPriority
{
    /// <summary>Costs and usage.</summary>
    Buckets,

    /// <summary>Names, limits and alerts: only when no request for costs or usage waits.</summary>
    Names,
}
