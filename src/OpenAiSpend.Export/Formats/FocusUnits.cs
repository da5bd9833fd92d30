namespace OpenAiSpend.Export.Formats;

/// <summary>OpenAI's units of billed quantities as the unit format of FOCUS has them.</summary>
internal static class FocusUnits
{
    /// <summary>The name of a unit, or null where there is none. A unit that is not known is written as capitalized words.</summary>
    public static string? Name(string? unit) => unit switch
    {
        _ when string.IsNullOrWhiteSpace(unit) => null,
        "tokens" => "Tokens",
        "1000_tokens" => "1000 Tokens",
        "images" => "Images",
        "characters" => "Characters",
        "duration_seconds" => "Seconds",
        "duration_minutes" => "Minutes",
        "duration_hours" => "Hours",
        "gibibyte_hours" => "GiB-Hours",
        _ => string.Join(' ', unit.Split(['_', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..])),
    };
}
