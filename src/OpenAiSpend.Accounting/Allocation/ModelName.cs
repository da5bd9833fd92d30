namespace OpenAiSpend.Accounting.Allocation;

/// <summary>
/// Says whether two names mean one model. Usage names the snapshot that answered (<c>gpt-5-2025-08-07</c>), a bill
/// sometimes its alias (<c>gpt-5</c>), and a bill of a fine-tuned model the model that was tuned (<c>ft-gpt-4o-2024-08-06</c>).
/// </summary>
public static class ModelName
{
    private const string Latest = "-latest";

    /// <summary>
    /// How long the name is that two names have in common, or 0 where they do not mean one model. An alias goes with every
    /// dated version of it, two different versions do not go together, and neither do <c>gpt-5</c> and <c>gpt-5-mini</c>.
    /// Among several names that go with one, the longest in common is the right one.
    /// </summary>
    public static int Common(string one, string other)
    {
        (one, other) = (Plain(one), Plain(other));
        if (string.Equals(one, other, StringComparison.OrdinalIgnoreCase))
        {
            return one.Length;
        }

        var (alias, version) = one.Length < other.Length ? (one, other) : (other, one);
        return version.StartsWith(alias, StringComparison.OrdinalIgnoreCase) && IsVersion(version.AsSpan(alias.Length)) ? alias.Length : 0;
    }

    // A fine-tuned model is "ft:gpt-4o-2024-08-06:organization:name:id" in usage, and "ft-gpt-4o-2024-08-06" on the bill.
    private static string Plain(string name)
    {
        if (name.StartsWith("ft:", StringComparison.OrdinalIgnoreCase))
        {
            name = $"ft-{name.Split(':')[1]}";
        }

        return name.EndsWith(Latest, StringComparison.OrdinalIgnoreCase) ? name[..^Latest.Length] : name;
    }

    // "-2025-08-07", "-20250807" or "-0613".
    private static bool IsVersion(ReadOnlySpan<char> text)
    {
        if (text.Length is not (11 or 9 or 5) || text[0] != '-')
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text.Length == 11 && i is 5 or 8 ? text[i] != '-' : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
