using System.Collections.Immutable;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Queries;

namespace OpenAiSpend.Page.Views;

/// <summary>Tokens of completions by day and model.</summary>
/// <param name="Days">The days, the newest first; null where nothing is known of a day.</param>
/// <param name="Total">Everything together.</param>
/// <param name="Models">The models, in order.</param>
/// <param name="OtherModels">How many models there are besides.</param>
/// <param name="HasPrices">Whether any price is known.</param>
internal sealed record TokenUsage(ImmutableArray<(UtcDay Day, Tokens? Tokens)> Days, Tokens Total, ImmutableArray<ModelTokens> Models, int OtherModels, bool HasPrices)
{
    /// <summary>Adds up organizations, or returns null where the completions of none have been read.</summary>
    public static TokenUsage? Of(IReadOnlyCollection<OrganizationReport> organizations, SpendPageQuery query, UtcDay today)
    {
        var read = organizations.Where(static organization => organization.Completions is not null).ToList();
        if (read.Count == 0)
        {
            return null;
        }

        var first = read.Min(static organization => organization.Completions!.Surface.Window.Start);
        var window = DayWindow.Trailing(today, Math.Clamp(today.DaysSince(first) + 1, 1, query.Days));
        var models = new Dictionary<string, Tokens>(StringComparer.Ordinal);
        var days = new List<(UtcDay Day, Tokens? Tokens)>();
        for (var day = window.Last; day >= window.Start; day = day.AddDays(-1))
        {
            Tokens? total = null;
            foreach (var organization in read.Where(organization => organization.Completions!.Surface.IsKnown(day)))
            {
                var used = organization.Completions!.Find(day, query.Project);
                total = (total ?? default) + (used?.Total ?? default);
                foreach (var (model, tokens) in used?.ByModel ?? ImmutableDictionary<string, Tokens>.Empty)
                {
                    models[model] = models.GetValueOrDefault(model) + tokens;
                }
            }

            days.Add((day, total));
        }

        var sorted = query.Sort == SortOrder.Name
            ? models.OrderBy(static model => model.Key, StringComparer.OrdinalIgnoreCase)
            : models.OrderByDescending(static model => model.Value.Total).ThenBy(static model => model.Key, StringComparer.Ordinal);
        var prices = read.SelectMany(static organization => organization.Allocation?.Prices ?? [])
            .ToLookup(static price => (price.Model, Meter: price.MeterName?.ToUpperInvariant()), static price => price.UsdPerMillionTokens);
        return new TokenUsage(
            [.. days],
            days.Aggregate(default(Tokens), static (sum, day) => sum + (day.Tokens ?? default)),
            [
                .. sorted.Take(query.Top).Select(model => new ModelTokens(
                    model.Key.Length == 0 ? "(no model)" : model.Key, model.Value, Price(model.Key, "INPUT"), Price(model.Key, "CACHED INPUT"), Price(model.Key, "OUTPUT"))),
            ],
            Math.Max(0, models.Count - query.Top),
            prices.Count > 0);

        // Organizations have prices of their own, and there is no one price of several.
        decimal? Price(string model, string meter) => prices[(model, meter)].ToList() is [var only] ? only : null;
    }
}

/// <summary>The tokens of a model, and what a million of them really cost.</summary>
/// <param name="Name">The model.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="InputUsd">US dollars for a million input tokens that were not cached, or null where no one price is known.</param>
/// <param name="CachedInputUsd">US dollars for a million cached input tokens, likewise.</param>
/// <param name="OutputUsd">US dollars for a million output tokens, likewise.</param>
internal sealed record ModelTokens(string Name, Tokens Tokens, decimal? InputUsd, decimal? CachedInputUsd, decimal? OutputUsd);
