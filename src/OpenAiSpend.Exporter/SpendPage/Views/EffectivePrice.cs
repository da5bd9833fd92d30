using OpenAiSpend.Domain.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Exporter.SpendPage.Sums;

namespace OpenAiSpend.Exporter.SpendPage.Views;

/// <summary>
/// What a million tokens of a model really cost: dollars billed for its input or output, over the tokens used. Cached
/// input, batches and service tiers are in it, which is why it differs from the price list.
/// </summary>
/// <param name="InputUsd">US dollars for a million input tokens, or null where no line item bills the model's input.</param>
/// <param name="OutputUsd">US dollars for a million output tokens, likewise.</param>
internal sealed record EffectivePrice(decimal? InputUsd, decimal? OutputUsd)
{
    private const decimal Million = 1_000_000m;

    /// <summary>The prices of the models that the bill calls by the name that usage calls them by.</summary>
    public static Dictionary<string, EffectivePrice> Of(List<OrganizationSums> organizations, ProjectChoice projects, DayWindow window)
    {
        var tokens = new Dictionary<string, Tokens>(StringComparer.Ordinal);
        var dollars = new Dictionary<string, (decimal? Input, decimal? Output)>(StringComparer.Ordinal);
        foreach (var organization in organizations)
        {
            for (var day = window.Start; day < window.End; day = day.Next)
            {
                foreach (var (model, used) in organization.Completions!.Find(day, projects)?.ByModel ?? new Dictionary<string, Tokens>())
                {
                    tokens[model] = tokens.GetValueOrDefault(model) + used;
                }

                foreach (var (raw, usd) in organization.Costs!.Find(day, projects)?.ByLineItem ?? new Dictionary<string, decimal>())
                {
                    Add(dollars, LineItem.Parse(raw), usd);
                }
            }
        }

        return tokens.Where(model => dollars.ContainsKey(model.Key)).ToDictionary(
            static model => model.Key,
            model => new EffectivePrice(PerMillion(dollars[model.Key].Input, model.Value.Input), PerMillion(dollars[model.Key].Output, model.Value.Output)),
            StringComparer.Ordinal);
    }

    private static decimal? PerMillion(decimal? usd, decimal tokens) => usd is { } billed && tokens > 0 ? billed / tokens * Million : null;

    private static void Add(Dictionary<string, (decimal? Input, decimal? Output)> dollars, LineItem item, decimal usd)
    {
        if (item.Model is not { } model || item.Meter is not { } meter)
        {
            return;
        }

        var (input, output) = dollars.GetValueOrDefault(model);
        if (meter.Contains("input", StringComparison.OrdinalIgnoreCase))
        {
            dollars[model] = ((input ?? 0m) + usd, output);
        }
        else if (meter.Contains("output", StringComparison.OrdinalIgnoreCase))
        {
            dollars[model] = (input, (output ?? 0m) + usd);
        }
    }
}
