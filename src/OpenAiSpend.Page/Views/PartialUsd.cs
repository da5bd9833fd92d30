using System.Collections.Immutable;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>Dollars of several organizations, and whose are not in the sum because they are not known.</summary>
/// <param name="Usd">US dollars, or null where nobody's are known.</param>
/// <param name="Missing">The organizations that are not in the sum.</param>
internal readonly record struct PartialUsd(decimal? Usd, ImmutableArray<string> Missing)
{
    /// <summary>Adds up what is known.</summary>
    public static PartialUsd Of(IReadOnlyCollection<OrganizationSums> organizations, Func<OrganizationSums, decimal?> read)
    {
        var known = organizations.Select(organization => (organization.Name, Usd: read(organization))).ToList();
        return new PartialUsd(
            known.Any(static one => one.Usd is not null) ? known.Sum(static one => one.Usd ?? 0m) : null,
            [.. known.Where(static one => one.Usd is null).Select(static one => one.Name)]);
    }
}
