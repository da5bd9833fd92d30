using OpenAiSpend.Exporter.SpendPage.Sums;

namespace OpenAiSpend.Exporter.SpendPage.Views;

/// <summary>The tokens of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Price">What a million of them really cost, or null where that is not known.</param>
internal sealed record ModelRow(string Name, Tokens Tokens, EffectivePrice? Price);
