using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Domain.Snapshot;

namespace OpenAiSpend.Page;

/// <summary>What the spend page shows that does not come from OpenAI.</summary>
/// <param name="Organizations">The configured names.</param>
/// <param name="Warnings">What is allowed in the configuration but probably not meant, in whole sentences.</param>
/// <param name="Excluded">The patterns of the families that <c>/metrics</c> leaves out, and the names of those families.</param>
public sealed record SpendPageOptions(ImmutableArray<string> Organizations, ImmutableArray<string> Warnings, ImmutableArray<(string Pattern, ImmutableArray<string> Families)> Excluded);

/// <summary>The one moment that a reader sees.</summary>
/// <param name="Report">What is known, and what follows from it.</param>
/// <param name="SeriesOf">How many series a surface has on <c>/metrics</c>, and how many of its label sets are folded; null where it has none.</param>
public sealed record PublishedMoment(SpendReport Report, Func<SurfaceHealth, (int Series, int Folded)?> SeriesOf);
