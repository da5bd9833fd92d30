using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// The newest allocation of each organization. Whoever shows allocated costs asks here, so that a day is allocated once for
/// all of them, and again only when it changed. Calls must not overlap.
/// </summary>
/// <param name="days">How many trailing UTC days are allocated, today included. At least 1.</param>
public sealed class NewestAllocations(int days)
{
    private readonly Dictionary<string, OrganizationAllocation> _newest = new(StringComparer.Ordinal);

    /// <summary>Allocates the costs of an organization.</summary>
    /// <param name="organization">What is known.</param>
    /// <param name="today">The current day.</param>
    /// <returns>Null where costs and usage have no day in common.</returns>
    public OrganizationAllocation? Of(OrganizationSnapshot organization, UtcDay today)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var before = _newest.GetValueOrDefault(organization.Name);
        if (OrganizationAllocation.Of(organization, today, DayWindow.Trailing(today, days), before) is { } allocation)
        {
            return _newest[organization.Name] = allocation;
        }

        _newest.Remove(organization.Name);
        return null;
    }
}
