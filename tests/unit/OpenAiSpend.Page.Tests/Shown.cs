using System.Collections.Immutable;
using System.Text.Json;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Page.Markup;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Page.Tests;

/// <summary>What readers see of a snapshot at three in the afternoon.</summary>
internal static class Shown
{
    public static readonly DateTimeOffset Now = Some.Day.Start.AddHours(15);

    public static OrganizationSnapshot Organization(string name, params ImmutableArray<SurfaceSnapshot> surfaces) => new(name, surfaces);

    public static SpendReport Report(SpendSnapshot snapshot, params ImmutableArray<Budget> budgets) => SpendReport.Of(snapshot, new AccountingOptions
    {
        Settings = snapshot.Organizations.ToImmutableDictionary(static organization => organization.Name, _ => new OrganizationSettings { Budgets = budgets }),
    });

    public static SpendPageView View(SpendSnapshot snapshot, SpendPageQuery? query = null, params ImmutableArray<string> names) => View(Report(snapshot), query, names);

    public static SpendPageView View(SpendReport report, SpendPageQuery? query = null, params ImmutableArray<string> names) => SpendPageView.Of(
        new PublishedMoment(report, static _ => (1_234, 5)), query ?? new SpendPageQuery(), new SpendPageOptions(names.IsEmpty ? ["acme"] : names, [], []), Now);

    public static string Html(SpendPageView view) => System.Net.WebUtility.HtmlDecode(SpendPageHtml.Of(view));

    /// <summary>The JSON of the last days.</summary>
    public static JsonElement Json(SpendReport report, int days = 1, Breakdown by = Breakdown.Project)
    {
        using var json = JsonDocument.Parse(SpendJson.Of(report, new SpendQuery(null, ProjectFilter.All, by, DayWindow.Trailing(Some.Day, days))));
        return json.RootElement.Clone();
    }
}
