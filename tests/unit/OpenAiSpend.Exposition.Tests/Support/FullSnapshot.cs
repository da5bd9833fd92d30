using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>
/// A snapshot in which every surface has a row with every dimension and every measure, today and yesterday, in which costs
/// have one today that no usage is behind as well, and of which every name, limit and alert is known.
/// </summary>
internal static class FullSnapshot
{
    /// <summary>The day before the month that precedes the one of <see cref="Some.Day"/>.</summary>
    public static readonly UtcDay KnownFrom = Some.Date("2026-09-30");

    private const string ProjectId = "some project_id";
    private const string Model = "gpt-5.4-2026-03-05";

    /// <summary>What brings every family on the page.</summary>
    public static readonly ExpositionOptions Options = new()
    {
        UsageMeasures = ["all"],
        AlertThresholds = ImmutableSortedDictionary<string, decimal>.Empty.Add("new_model_usd", 50m),
        DashboardsUrl = "https://grafana.example.com",
    };

    /// <summary>Budgets for everything.</summary>
    public static readonly OrganizationSettings Settings = new() { Budgets = [new Budget { Name = "everything", MonthlyUsd = 100m, DailyUsd = 5m, WarnAt = [0.5m] }] };

    public static SpendSnapshot Of(params string[] organizations) =>
        new(Some.Day, [.. organizations.Select(name => new OrganizationSnapshot(name, [.. Surface.Buckets.Select(Full)])
        {
            Directory = new OrganizationDirectory
            {
                Projects = [new Project(ProjectId, "some project", "active")],
                Users = [new User("some user_id", "some user", "user@example.com")],
                ApiKeys = [new ApiKey("some api_key_id", "some key", ProjectId) { OwnerType = "user", OwnerId = "some user_id", CreatedAt = 1, LastUsedAt = 2, ExpiresAt = 3 }],
                SpendLimits = [new SpendLimit(ProjectId, 80m) { IsEnforced = true }],
                AdminApiKeys = [new AdminApiKey("some admin_api_key_id", "some admin key", 4)],
                RateLimits =
                [
                    new RateLimit(ProjectId, Model)
                    {
                        RequestsPerMinute = 1,
                        TokensPerMinute = 2,
                        RequestsPerDay = 3,
                        ImagesPerMinute = 4,
                        AudioMegabytesPerMinute = 5,
                        BatchInputTokensPerDay = 6,
                    },
                ],
                SpendAlerts = [new SpendAlert(ProjectId, "some alert_id", 60m)],
            },
        })])
        {
            Health = [.. organizations.SelectMany(name => Surface.Buckets.Concat(Surface.Directory).Select(surface => Polled(name, surface)))],
            StateSavedAt = Some.Day.Start.AddHours(12),
        };

    private static SurfaceHealth Polled(string organization, Surface surface)
    {
        var health = new SurfaceHealth(organization, surface)
        {
            Outcome = PollOutcome.Ok,
            LastAttempt = Some.Day.Start.AddHours(11),
            LastSuccess = Some.Day.Start.AddHours(12),
            DataThrough = Some.Day.Start.AddHours(10),
            Duration = TimeSpan.FromHours(1),
            ClockSkew = TimeSpan.FromSeconds(-1),
        };
        return health with { Polls = health.Polls.SetItem(PollOutcome.Ok, 1) };
    }

    private static SurfaceSnapshot Full(BucketSurface surface)
    {
        var row = new Some.Row(
            surface.Dimensions.ToImmutableDictionary(d => d.Name, Value),
            surface.Measures.Select((m, i) => (m.Name, Number: i + 1.5m)).ToImmutableDictionary(m => m.Name, m => m.Number));
        var nobodys = new Some.Row(row.Dimensions.SetItem("line_item", "a fee"), row.Measures);
        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = surface.GroupBy,
            Window = new DayWindow(KnownFrom, Some.Day.Next),
            Buckets = Some.WithQuietDays(surface, new DayWindow(KnownFrom, Some.Day.Next),
            [
                Some.Bucket(surface, Some.Date("2026-10-15"), row),
                Some.Bucket(surface, Some.Day.AddDays(-1), row),
                surface == Surface.Costs ? Some.Bucket(surface, Some.Day, row, nobodys) : Some.Bucket(surface, Some.Day, row),
            ]),
            HistoryStart = KnownFrom,
            FirstCompleteTotals = surface == Surface.Costs
                ? ImmutableSortedDictionary<UtcDay, decimal>.Empty.Add(Some.Day.AddDays(-1), 2m)
                : ImmutableSortedDictionary<UtcDay, decimal>.Empty,
        };
    }

    private static string? Value(Dimension dimension) =>
        dimension == Dimension.Currency ? "usd"
        : dimension == Dimension.LineItem ? $"{Model}, cached input"
        : dimension == Dimension.Model ? Model
        : dimension == Dimension.QuantityUnit ? "tokens"
        : $"some {dimension.Name}";
}
