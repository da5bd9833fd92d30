using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>What users spent and used.</summary>
/// <param name="Usd">US dollars, or null where they are not known.</param>
/// <param name="Tokens">Tokens of completions, or null where they are not known.</param>
internal readonly record struct UserSum(decimal? Usd, Tokens? Tokens)
{
    /// <summary>Adds what is known of both.</summary>
    public static UserSum operator +(UserSum left, UserSum right) => new(
        left.Usd is null ? right.Usd : left.Usd + (right.Usd ?? 0m),
        left.Tokens is null ? right.Tokens : left.Tokens + (right.Tokens ?? default));
}
