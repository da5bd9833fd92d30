using System.Collections.Immutable;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;

namespace OpenAiSpend.Page.Views;

/// <summary>Tokens of completions by day and model.</summary>
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

    /// <summary>Whether any price is known.</summary>
    public required bool HasPrices { get; init; }

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
        var models = new Dictionary<string, Tokens>(StringComparer.Ordinal);
        var days = new List<(UtcDay Day, Tokens? Tokens)>();
        for (var day = window.Last; day >= window.Start; day = day.AddDays(-1))
        {
            Tokens? total = null;
            foreach (var organization in read.Where(organization => organization.Completions!.Surface.Known.Contains(day)))
            {
                var sums = organization.Completions!.Find(day, query.Project);
                total = (total ?? default) + (sums?.Total ?? default);
                foreach (var (model, tokens) in sums?.ByModel ?? new Dictionary<string, Tokens>())
                {
                    models[model] = models.GetValueOrDefault(model) + tokens;
                }
            }

            days.Add((day, total));
        }

        var prices = read.SelectMany(static organization => organization.Prices)
            .ToLookup(static price => (price.Model, Meter: price.MeterName?.ToUpperInvariant()), static price => price.UsdPerMillionTokens);
        return new TokenTables
        {
            Days = [.. days],
            Total = days.Aggregate(default(Tokens), static (sum, day) => sum + (day.Tokens ?? default)),
            Models =
            [
                .. Sorted(models, query).Take(query.Top).Select(model => new ModelRow(
                    model.Key.Length == 0 ? "(no model)" : model.Key,
                    model.Value,
                    Price(model.Key, "INPUT"),
                    Price(model.Key, "CACHED INPUT"),
                    Price(model.Key, "OUTPUT"))),
            ],
            OtherModels = Math.Max(0, models.Count - query.Top),
            HasPrices = prices.Count > 0,
        };

        // Organizations have prices of their own, and there is no one price of several.
        decimal? Price(string model, string meter) => prices[(model, meter)].ToList() is [var only] ? only : null;
    }

    private static IEnumerable<KeyValuePair<string, Tokens>> Sorted(Dictionary<string, Tokens> sums, PageQuery query) => query.Sort == TableOrder.Name
        ? sums.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase)
        : sums.OrderByDescending(static pair => pair.Value.Total).ThenBy(static pair => pair.Key, StringComparer.Ordinal);
}
