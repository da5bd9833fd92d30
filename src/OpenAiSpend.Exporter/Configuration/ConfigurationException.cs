using System.Collections.Immutable;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>The configuration cannot be used. It carries everything that is wrong with it, not only the first thing.</summary>
internal sealed class ConfigurationException(ImmutableArray<ConfigurationError> errors)
    : Exception(string.Join('\n', errors))
{
    public ImmutableArray<ConfigurationError> Errors { get; } = errors;
}
