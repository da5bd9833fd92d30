namespace OpenAiSpend.Simulator;

/// <summary>Who and what the organization consists of. Ids do not depend on the seed, so that a demo configuration may name them.</summary>
internal sealed class OrganizationChart(
    IReadOnlyList<ProjectSketch> sketches, IReadOnlyList<SimulatedUser> users, IReadOnlyList<SimulatedApiKey> keys)
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

    public IReadOnlyList<ProjectSketch> Sketches { get; } = sketches;

    public IReadOnlyList<SimulatedProject> Projects { get; } = [.. sketches.Select(sketch => sketch.Project)];

    public IReadOnlyList<SimulatedUser> Users { get; } = users;

    public IReadOnlyList<SimulatedApiKey> ApiKeys { get; } = keys;

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
            Sketch("legacy", "Legacy pilot", 8, [Omni, SmallOmni], LoadCurve.StartOf(archiveDay)),
        ];
        if (hostile)
            sketches = [.. sketches.Select((sketch, index) => sketch with { Project = sketch.Project with { Name = HostileNames.For(index) } })];
        var users = DrawUsers(hostile);
        return new OrganizationChart(sketches, users, DrawKeys(sketches, users, hostile));
    }

    /// <summary>The keys of some projects, named by their tags.</summary>
    public List<SimulatedApiKey> KeysOf(params string[] tags) =>
        [.. tags.SelectMany(tag => ApiKeys.Where(key => key.ProjectId == ProjectId(tag)))];

    /// <summary>The first day of a month, so that a restart on the next day mostly finds the same date.</summary>
    public static DateOnly ArchiveDay(DateOnly anchor)
    {
        var recent = anchor.AddDays(-20);
        return new DateOnly(recent.Year, recent.Month, 1);
    }

    internal static string Suffix(string text, int length)
    {
        const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        var random = new SeededRandom(SeededRandom.Hash(text));
        return string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[(int)(random.Next() % (ulong)Alphabet.Length)]));
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

/// <summary>One project as the organization is drawn up: its size and the models it calls.</summary>
internal sealed record ProjectSketch(SimulatedProject Project, string Tag, double UsdPerDay, string[] Models);

/// <summary>A project of the organization.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which another project may share.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArchivedAt">When it was archived, or null.</param>
/// <param name="SpendLimit">Its own monthly limit, or null where none is set.</param>
public sealed record SimulatedProject(
    string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt = null, SimulatedSpendLimit? SpendLimit = null)
{
    /// <summary>Whether the project is archived at an instant.</summary>
    public bool IsArchivedAt(DateTimeOffset instant) => ArchivedAt <= instant;
}

/// <summary>A person of the organization.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, which another person may share.</param>
/// <param name="Email">The address.</param>
/// <param name="Role"><c>owner</c> or <c>reader</c>.</param>
/// <param name="AddedAt">When the person joined.</param>
/// <param name="HasLeft">Whether the person is gone: absent from the list, present in old usage.</param>
public sealed record SimulatedUser(string Id, string Name, string Email, string Role, DateTimeOffset AddedAt, bool HasLeft);

/// <summary>An API key of a project.</summary>
/// <param name="Id">The id that usage and costs show.</param>
/// <param name="Name">The name of the key.</param>
/// <param name="ProjectId">The project it belongs to.</param>
/// <param name="Owner">The person who owns it, or null where a service account does.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsDeleted">Whether it is gone: absent from the list, present in usage and costs.</param>
public sealed record SimulatedApiKey(
    string Id, string Name, string ProjectId, SimulatedUser? Owner, DateTimeOffset CreatedAt, bool IsDeleted);

/// <summary>A monthly spend limit.</summary>
/// <param name="ThresholdCents">The limit in US cents.</param>
/// <param name="IsEnforcing">Whether it stops requests at the moment.</param>
public sealed record SimulatedSpendLimit(long ThresholdCents, bool IsEnforcing);

/// <summary>A monthly spend alert.</summary>
/// <param name="Id">The id.</param>
/// <param name="ProjectId">The project it watches, or null for the whole organization.</param>
/// <param name="ThresholdCents">The threshold in US cents.</param>
/// <param name="Recipient">Who is told.</param>
public sealed record SimulatedSpendAlert(string Id, string? ProjectId, long ThresholdCents, string Recipient);
