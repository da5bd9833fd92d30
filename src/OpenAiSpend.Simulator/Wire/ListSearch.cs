namespace OpenAiSpend.Simulator;

/// <summary>Looks for places in lists that are only read.</summary>
internal static class ListSearch
{
    public static int IndexOf(this IReadOnlyList<string> list, string value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == value)
                return i;
        }
        return -1;
    }
}
