namespace OpenAiSpend.Monitoring.Tests.EndToEnd;

/// <summary>One alert of a message from Alertmanager to a receiver.</summary>
internal sealed record Notification(
    string Receiver, string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    public string Alert => Labels["alertname"];

    public bool IsFiring => Status == "firing";
}
