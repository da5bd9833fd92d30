using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>The tokens of a model, and what a million of them really cost.</summary>
/// <param name="Name">The model.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="InputUsd">US dollars for a million input tokens that were not cached, or null where no one price is known.</param>
/// <param name="CachedInputUsd">US dollars for a million cached input tokens, likewise.</param>
/// <param name="OutputUsd">US dollars for a million output tokens, likewise.</param>
internal sealed record ModelRow(string Name, Tokens Tokens, decimal? InputUsd, decimal? CachedInputUsd, decimal? OutputUsd);
