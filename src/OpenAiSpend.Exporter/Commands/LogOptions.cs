namespace OpenAiSpend.Exporter.Commands;

/// <summary>What the flags <c>--log.level</c> and <c>--log.format</c> say.</summary>
internal sealed record LogOptions(string Level, string Format);
