using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exporter.SpendPage.Queries;
using OpenAiSpend.Exporter.SpendPage.Sums;

namespace OpenAiSpend.Exporter.SpendPage.Views;

/// <summary>Tokens of completions by day, model and user.</summary>
internal sealed record TokenTables
{
    /// <summary>The days, the newest first; null where nothing is known of a day.</summary>
    public required ImmutableArray<(UtcDay Day, Tokens? Tokens)> Days { get; init; }

    /// <summary>Everything together.</summary>
    public required Tokens Total { get; init; }

    /// <summary>The models, in order.</summary>
    public required ImmutableArray<ModelRow> Models { get; init; }

    /// <summary>How many models there are besides.</summary>
    public required int OtherModels { get; init; }

    /// <summary>The users, in order.</summary>
    public required ImmutableArray<(string Name, Tokens Tokens)> Users { get; init; }

    /// <summary>How many users there are besides.</summary>
    public required int OtherUsers { get; init; }

    /// <summary>The days from which effective prices come: those of which tokens are known and costs are final. Null for none.</summary>
    public required DayWindow? Priced { get; init; }

    /// <summary>Adds up organizations, or returns null where the completions of none have been read.</summary>
    public static TokenTables? Of(IReadOnlyCollection<OrganizationSums> organizations, PageQuery query, UtcDay today)
    {
        var read = organizations.Where(static organization => organization.Completions is not null).ToList();
        if (read.Count == 0)
        {
            return null;
        }

        var first = read.Min(static organization => organization.Completions!.Surface.Known.Start);
        var window = DayWindow.Trailing(today, Math.Clamp(today.DaysSince(first) + 1, 1, query.Days));
        var (models, users) = (new Dictionary<string, Tokens>(StringComparer.Ordinal), new Dictionary<string, Tokens>(StringComparer.Ordinal));
        var days = new List<(UtcDay Day, Tokens? Tokens)>();
        for (var day = window.Last; day >= window.Start; day = day.AddDays(-1))
        {
            Tokens? total = null;
            foreach (var organization in read.Where(organization => organization.Completions!.Surface.Known.Contains(day)))
            {
                var sums = organization.Completions!.Find(day, query.Project);
                total = (total ?? default) + (sums?.Total ?? default);
                Add(models, sums?.ByModel, static id => id);
                Add(users, sums?.ByUser, organization.UserName);
            }

            days.Add((day, total));
        }

        var priced = PricedDays(read, window);
        var prices = priced is { } of ? EffectivePrice.Of(read, query.Project, of) : [];
        return new TokenTables
        {
            Days = [.. days],
            Total = days.Aggregate(default(Tokens), static (sum, day) => sum + (day.Tokens ?? default)),
            Models =
            [
                .. Sorted(models, query).Take(query.Top).Select(model => new ModelRow(
                    model.Key.Length == 0 ? "(no model)" : model.Key, model.Value, prices.GetValueOrDefault(model.Key))),
            ],
            OtherModels = Math.Max(0, models.Count - query.Top),
            Users = [.. Sorted(users, query).Take(query.Top).Select(static user => (user.Key, user.Value))],
            OtherUsers = Math.Max(0, users.Count - query.Top),
            Priced = priced,
        };
    }

    private static IEnumerable<KeyValuePair<string, Tokens>> Sorted(Dictionary<string, Tokens> sums, PageQuery query) => query.Sort == TableOrder.Name
        ? sums.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase)
        : sums.OrderByDescending(static pair => pair.Value.Total).ThenBy(static pair => pair.Key, StringComparer.Ordinal);

    private static void Add(Dictionary<string, Tokens> sums, IReadOnlyDictionary<string, Tokens>? day, Func<string, string> name)
    {
        foreach (var (id, tokens) in day ?? new Dictionary<string, Tokens>())
        {
            sums[name(id)] = sums.GetValueOrDefault(name(id)) + tokens;
        }
    }

    // A day whose costs are still coming in would make tokens look cheap.
    private static DayWindow? PricedDays(List<OrganizationSums> organizations, DayWindow window)
    {
        var (start, end) = (window.Start, window.Last);
        foreach (var organization in organizations)
        {
            if (organization.Costs is null)
            {
                return null;
            }

            var (tokens, costs) = (organization.Completions!.Surface.Known, organization.Costs.Surface.Known);
            var settled = costs.End.AddDays(-organization.Costs.Surface.SettleDays);
            start = new[] { start, tokens.Start, costs.Start }.Max();
            end = new[] { end, tokens.Last, settled }.Min();
        }

        return start < end ? new DayWindow(start, end) : null;
    }
}
