namespace OpenAiSpend.Simulator;

/// <summary>The names of the scenarios.</summary>
public static class Scenarios
{
    /// <summary>An ordinary organization with one spike.</summary>
    public const string Default = "default";

    /// <summary>An organization with something to tell: a spike yesterday, and a key that runs away right now.</summary>
    public const string Story = "story";

    internal const string Quiet = "quiet";
    internal const string RunawayKey = "runaway";
    internal const string Spike = "spike";
    internal const string NoSpike = "no-spike";
    internal const string Large = "large";
    internal const string HostileNames = "hostile-names";
    internal const string NewModel = "new-model";
    internal const string OldEnvelope = "old-envelope";

    /// <summary>Every scenario, with one line on what it does.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Default] = "an ordinary organization, with one spike 17 days ago",
        [Story] = "a spike yesterday, and one API key that burns 100 times its tokens since an hour or two",
        [Quiet] = "an organization that uses nothing: no rows at all",
        [RunawayKey] = "one API key burns 50 times its tokens since two hours before the start",
        [Spike] = "the same as default",
        [NoSpike] = "default without the spike",
        [Large] = "very many completions label sets (see --label-sets)",
        [HostileNames] = "names with quotes, backslashes, newlines, markup, right-to-left marks and 300 characters",
        [NewModel] = "a model that first appears yesterday",
        [OldEnvelope] = "buckets call their array result instead of results",
    };

    internal static IReadOnlySet<string> Parse(string text)
    {
        HashSet<string> chosen = new(StringComparer.Ordinal);
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Names.ContainsKey(name))
                throw new ArgumentException($"There is no scenario '{name}'. Known are: {string.Join(", ", Names.Keys)}.");
            chosen.Add(name);
        }
        return chosen;
    }
}
