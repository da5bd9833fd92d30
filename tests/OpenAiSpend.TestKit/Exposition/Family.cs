using System.Collections.Immutable;

namespace OpenAiSpend.TestKit.Exposition;

/// <summary>A declared family of a page.</summary>
public sealed record Family(string Name, string Type, string Help, ImmutableArray<Sample> Samples);
