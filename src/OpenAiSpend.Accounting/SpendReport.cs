using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Accounting;

/// <summary>
/// What follows from a snapshot, worked out once, when it is published: whoever shows spend reads it here. It never
/// changes; that of a newer snapshot takes its place.
/// </summary>
public sealed class SpendReport
{
    private SpendReport(SpendSnapshot snapshot, AccountingOptions options, ImmutableArray<OrganizationReport> organizations)
    {
        Snapshot = snapshot;
        Options = options;
        Organizations = organizations;
    }

    /// <summary>What it follows from.</summary>
    public SpendSnapshot Snapshot { get; }

    /// <summary>What the configuration decided.</summary>
    public AccountingOptions Options { get; }

    /// <summary>The current UTC day.</summary>
    public UtcDay Today => Snapshot.Today;

    /// <summary>The organizations, in the order of the configuration.</summary>
    public ImmutableArray<OrganizationReport> Organizations { get; }

    /// <summary>Works a snapshot out. The result depends on nothing but the snapshot and the options.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="options">What the configuration decides.</param>
    /// <param name="before">An earlier report, of which what has not changed is taken over; or null.</param>
    public static SpendReport Of(SpendSnapshot snapshot, AccountingOptions options, SpendReport? before = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(options);
        if (before is not null && (before.Today != snapshot.Today || before.Options != options))
        {
            before = null;
        }

        return new SpendReport(snapshot, options, [.. snapshot.Organizations.Select(organization =>
        {
            var earlier = before?.Organizations.FirstOrDefault(other => other.Name == organization.Name);
            return earlier is not null && ReferenceEquals(earlier.Snapshot, organization)
                ? earlier
                : OrganizationReport.Of(organization, snapshot.Today, options, earlier);
        })]);
    }

    /// <summary>Whether the other report shows the very same numbers and names; the health of the polls may differ.</summary>
    public bool HasNumbersOf(SpendReport other) =>
        other is not null && Today == other.Today && Organizations.AsSpan().SequenceEqual(other.Organizations.AsSpan(), ReferenceEqualityComparer.Instance);
}
