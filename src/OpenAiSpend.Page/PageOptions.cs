using System.Collections.Immutable;

namespace OpenAiSpend.Page;

/// <summary>What the page shows that does not come from OpenAI.</summary>
/// <param name="Organizations">The configured names.</param>
/// <param name="Warnings">What is allowed in the configuration but probably not meant, in whole sentences.</param>
internal sealed record PageOptions(ImmutableArray<string> Organizations, ImmutableArray<string> Warnings);
