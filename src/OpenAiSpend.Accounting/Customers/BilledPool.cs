using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>
/// What one project, or all of them together, was billed for tokens on a day, by model and meter, and who used those tokens
/// by the traces. Models go by their names on the bill.
/// </summary>
internal sealed class BilledPool
{
    private static readonly int UsedModel = Surface.Completions.IndexOf(Dimension.Model);
    private static readonly int UsedInput = Surface.Completions.IndexOf(Measure.InputTokens);
    private static readonly int UsedCached = Surface.Completions.IndexOf(new Measure("input_cached_tokens"));
    private static readonly int UsedCacheWrite = Surface.Completions.IndexOf(new Measure("input_cache_write_tokens"));

    private readonly Dictionary<string, BilledModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<string>> _billedAs = new(StringComparer.Ordinal);

    /// <summary>The models that were billed by tokens.</summary>
    public IEnumerable<KeyValuePair<string, BilledModel>> Models => _models;

    /// <summary>Adds what a row bills.</summary>
    public void AddBilled(string model, MeterKind kind, decimal tokens)
    {
        if (!_models.TryGetValue(model, out var billed))
        {
            _models.Add(model, billed = new BilledModel());
        }

        billed.AddBilled(kind, tokens);
    }

    /// <summary>Adds what was used, by which input is told apart that traces do not tell apart.</summary>
    public void AddUsed(Bucket completions, int row)
    {
        if (completions.Dimensions(row)[UsedModel] is { } model)
        {
            foreach (var billed in BilledAs(model))
            {
                _models[billed].AddUsed(Read(UsedInput), Read(UsedCached), Read(UsedCacheWrite));
            }
        }

        decimal Read(int measure) => Math.Clamp(completions.Value(row, measure) ?? 0m, 0m, UsageCounts.Most);
    }

    /// <summary>Adds what was traced. A model that is not on the bill is nobody's.</summary>
    public void AddTraced(string? customer, string? model, TracedCounts counts)
    {
        var billedAs = model is null ? [] : BilledAs(model);
        var billed = billedAs.Sum(name => Math.Max(0m, _models[name].BilledTokens));
        foreach (var name in billedAs)
        {
            // An alias in the traces that is billed as several versions is divided as they were billed.
            var part = billedAs.Length == 1 ? 1m : billed > 0m ? Math.Max(0m, _models[name].BilledTokens) / billed : 1m / billedAs.Length;
            _models[name].AddTraced(customer ?? string.Empty, billedAs.Length == 1 ? counts : counts.Part(part));
        }
    }

    /// <summary>The model that a row bills.</summary>
    public BilledModel this[string model] => _models[model];

    // The names on the bill that have most in common with a name.
    private ImmutableArray<string> BilledAs(string model)
    {
        if (!_billedAs.TryGetValue(model, out var names))
        {
            var matches = _models.Keys.Select(name => (Name: name, Common: ModelName.Common(name, model))).Where(static match => match.Common > 0).ToList();
            names = [.. matches.Where(match => match.Common == matches.Max(static best => best.Common)).Select(static match => match.Name).Order(StringComparer.Ordinal)];
            _billedAs.Add(model, names);
        }

        return names;
    }
}
