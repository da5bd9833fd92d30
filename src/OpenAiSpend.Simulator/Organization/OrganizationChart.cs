namespace OpenAiSpend.Simulator;

/// <summary>Who and what the organization consists of. Ids do not depend on the seed, so that a demo configuration may name them.</summary>
internal sealed class OrganizationChart
{
    public const string Id = "org-SimAcmeLabs7Qk2Xv9";
    public const string Name = "Acme \"Simulated\" Labs";

    private const string Large = "gpt-5.4-2026-03-05";
    private const string Middle = "gpt-5-2025-08-07";
    private const string Omni = "gpt-4o-2024-08-06";
    private const string SmallOmni = "gpt-4o-mini-2024-07-18";
    private const string Reasoning = "o4-mini-2025-04-16";

    private static readonly DateTimeOffset Founded = new(2024, 3, 4, 9, 30, 0, TimeSpan.Zero);

    private static readonly string[] FirstNames =
        ["Ada", "Björn", "Chiara", "Dmitri", "Eun-ji", "Fatima", "Grace", "Hiro", "Inés", "Jonas", "Katya", "Liam", "Mei", "Noor", "Oskar"];

    private static readonly string[] LastNames = ["Lovelace", "O'Neill", "Müller", "Tanaka", "de la Cruz", "Novák"];

    private OrganizationChart(IReadOnlyList<ProjectSketch> sketches, IReadOnlyList<SimulatedUser> users, IReadOnlyList<SimulatedApiKey> keys)
    {
        Sketches = sketches;
        Projects = [.. sketches.Select(sketch => sketch.Project)];
        Users = users;
        ApiKeys = keys;
    }

    public IReadOnlyList<ProjectSketch> Sketches { get; }

    public IReadOnlyList<SimulatedProject> Projects { get; }

    public IReadOnlyList<SimulatedUser> Users { get; }

    public IReadOnlyList<SimulatedApiKey> ApiKeys { get; }

    public SimulatedSpendLimit SpendLimit { get; } = new(2_500_000, false);

    public IReadOnlyList<SimulatedSpendAlert> SpendAlerts { get; } =
    [
        new("alert_org_half", null, 1_000_000, "finance@acme.example"),
        new("alert_org_high", null, 2_000_000, "finance@acme.example"),
        new("alert_chat", ProjectId("chat"), 600_000, "chat-leads@acme.example"),
    ];

    public static string ProjectId(string tag) => "proj_" + tag + Suffix("project" + tag, 12);

    public static OrganizationChart Draw(DateOnly anchor, bool hostile)
    {
        var archiveDay = ArchiveDay(anchor);
        ProjectSketch[] sketches =
        [
            Sketch("search", "Search", 140, [Large, SmallOmni, Reasoning], limit: new(800_000, false)),
            Sketch("chat", "Chat assistant", 170, [Large, Middle, Omni, PriceList.Realtime], limit: new(700_000, true)),
            Sketch("support", "Support \"Tier 1\" – Zürich", 70, [Middle, PriceList.FineTune, PriceList.Realtime, SmallOmni]),
            Sketch("research", "Research", 85, [Large, Reasoning, Omni, Middle]),
            Sketch("data", "Data platform", 30, [SmallOmni, Omni, Middle]),
            Sketch("dataeu", "Data platform", 18, [SmallOmni, Middle]),
            Sketch("studio", "Creative studio", 22, [Omni, Large]),
            Sketch("legacy", "Legacy pilot", 8, [Omni, SmallOmni], DayRhythm.StartOf(archiveDay)),
        ];
        if (hostile)
            sketches = [.. sketches.Select((sketch, index) => sketch with { Project = sketch.Project with { Name = HostileNames.For(index) } })];
        var users = DrawUsers(hostile);
        return new OrganizationChart(sketches, users, DrawKeys(sketches, users, hostile));
    }

    /// <summary>The first day of a month, so that a restart on the next day mostly finds the same date.</summary>
    public static DateOnly ArchiveDay(DateOnly anchor)
    {
        var recent = anchor.AddDays(-20);
        return new DateOnly(recent.Year, recent.Month, 1);
    }

    internal static string Suffix(string text, int length)
    {
        const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        var dice = new Dice(Dice.Hash(text));
        return string.Create(length, dice, (span, rolled) =>
        {
            foreach (ref var character in span)
                character = Alphabet[(int)(rolled.Next() % (ulong)Alphabet.Length)];
        });
    }

    private static ProjectSketch Sketch(
        string tag, string name, double usdPerDay, string[] models, DateTimeOffset? archivedAt = null, SimulatedSpendLimit? limit = null) =>
        new(new SimulatedProject(ProjectId(tag), name, Founded.AddDays(11), archivedAt, limit), tag, usdPerDay, models);

    private static SimulatedUser[] DrawUsers(bool hostile)
    {
        var users = new SimulatedUser[30];
        for (var i = 0; i < users.Length; i++)
        {
            // The nineteenth person has the name of the third: names are not keys.
            var source = i == 18 ? 2 : i;
            var name = hostile ? HostileNames.For(i) : $"{FirstNames[source % FirstNames.Length]} {LastNames[source % LastNames.Length]}";
            users[i] = new SimulatedUser(
                "user-" + Suffix("user" + i, 20), name, $"person{i + 1:00}@acme.example", i < 3 ? "owner" : "reader", Founded.AddDays(i * 9), i >= 27);
        }
        return users;
    }

    private static List<SimulatedApiKey> DrawKeys(ProjectSketch[] sketches, SimulatedUser[] users, bool hostile)
    {
        List<SimulatedApiKey> keys = [];
        for (var p = 0; p < sketches.Length; p++)
        {
            string[] names = ["production", "nightly-batch", "laptop", "notebook"];
            for (var k = 0; k < names.Length; k++)
            {
                var owner = k < 2 ? null : users[(p + ((k - 2) * 21)) % users.Length];
                var name = hostile ? HostileNames.For(p + k) : $"{sketches[p].Tag}-{names[k]}";
                var isDeleted = (p, k) is (0, 3) or (3, 1) or (4, 2);
                keys.Add(new SimulatedApiKey(
                    "key_" + Suffix(sketches[p].Tag + names[k], 16),
                    name,
                    sketches[p].Project.Id,
                    owner,
                    Founded.AddDays(20 + p + (k * 40)),
                    isDeleted));
            }
        }
        return keys;
    }
}
