namespace OpenAiSpend.Benchmarks.Data;

/// <summary>
/// Who called what, in a large organization: keys belong to a project and a user, and call a few models each. The same
/// number gives the same label set.
/// </summary>
internal static class LabelSets
{
    private const int KeysOfAProject = 12;
    private const int ModelsOfAKey = 3;
    private const int ProjectsOfAUser = 2;

    private static readonly string[] Models =
    [
        "gpt-5-2025-08-07", "gpt-5-mini-2025-08-07", "gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "gpt-4o-2024-08-06", "gpt-4o-mini-2024-07-18",
        "o3-2025-04-16", "o4-mini-2025-04-16", "gpt-4o-realtime-preview-2025-06-03", "ft:gpt-4o-mini-2024-07-18:acme:support-triage:BxK1mQzT",
    ];

    private static readonly string[] Meters = ["input", "output", "cached input"];

    public static string Model(int set) => Models[((set / ModelsOfAKey) + (set % ModelsOfAKey)) % Models.Length];

    public static string Key(int set) => Id("key", set / ModelsOfAKey, 16);

    public static string Project(int set) => Id("proj", set / ModelsOfAKey / KeysOfAProject, 24);

    public static string? User(int set) => (set / ModelsOfAKey) % KeysOfAProject == 0 ? null : Id("user", set / ModelsOfAKey / ProjectsOfAUser, 24);

    public static string Batch(int set) => set % 17 == 0 ? "true" : "false";

    public static string Tier(int set) => set % 11 == 0 ? "flex" : "default";

    /// <summary>A line item of a project: all models by all meters.</summary>
    public static (string Project, string LineItem) LineItem(int set)
    {
        var inProject = set % (Models.Length * Meters.Length);
        return (
            Id("proj", set / (Models.Length * Meters.Length), 24),
            $"{Models[inProject / Meters.Length]}, {Meters[inProject % Meters.Length]}");
    }

    private static string Id(string prefix, int number, int length)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        Random random = new(HashCode(prefix, number));
        return string.Create(prefix.Length + 1 + length, (prefix, random), static (text, from) =>
        {
            from.prefix.CopyTo(text);
            text[from.prefix.Length] = '_';
            for (var i = from.prefix.Length + 1; i < text.Length; i++)
            {
                text[i] = Alphabet[from.random.Next(Alphabet.Length)];
            }
        });
    }

    private static int HashCode(string prefix, int number) => (prefix[0] << 24) ^ number;
}
