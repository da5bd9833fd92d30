namespace OpenAiSpend.Attribution;

/// <summary>Names the customer for whom calls are made. Chat clients and embedding generators with <c>UseSpendAttribution()</c> count their tokens by it.</summary>
public static class SpendAttribution
{
    /// <summary>The meter of the counters. OpenTelemetry takes it by <c>AddMeter(SpendAttribution.MeterName)</c>.</summary>
    public const string MeterName = "OpenAiSpend.Attribution";

    /// <summary>Calls within the scope are made for this customer, in every task that is started there. Of nested scopes the innermost holds.</summary>
    /// <param name="customer">The customer as it shall stand in metrics, in the attribute <c>customer.id</c>. An id rather than a person's name.</param>
    /// <param name="workflow">What the calls are for, in the attribute <c>workflow.name</c>: one of a few fixed names. Null for none.</param>
    /// <returns>The scope, which ends when it is disposed. A stream belongs to the scope in which it was asked for.</returns>
    /// <exception cref="ArgumentException">The customer or the workflow is blank.</exception>
    public static IDisposable Customer(string customer, string? workflow = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(customer);
        if (workflow is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(workflow);
        }

        return new AttributionScope(customer, workflow);
    }
}
