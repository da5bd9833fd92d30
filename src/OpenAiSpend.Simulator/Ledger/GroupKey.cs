namespace OpenAiSpend.Simulator;

/// <summary>Joins dimension values to one key in which null and the empty text stay apart.</summary>
internal static class GroupKey
{
    public static string Of(ReadOnlySpan<string?> values)
    {
        if (values.Length == 0)
            return "";
        var parts = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
            parts[i] = values[i] is { } text ? "=" + text : "";
        return string.Join('\u0001', parts);
    }
}
