using OpenAiSpend.Accounting.Billing;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>The line items of one project on one day that name a model: with which meters, and how much of it.</summary>
internal sealed class BillOfProject
{
    private readonly Dictionary<(string? Product, string Model), HashSet<Meter>> _models = [];
    private readonly List<(string Model, MeterKind Kind, decimal? Quantity)> _rows = [];

    /// <summary>Adds a billed row.</summary>
    /// <param name="item">What it bills.</param>
    /// <param name="quantity">How much was billed, in single tokens or things, or null where the bill does not say.</param>
    public void Add(LineItem item, decimal? quantity)
    {
        if (item.Model is { } model)
        {
            if (!_models.TryGetValue((item.Product, model), out var meters))
            {
                _models.Add((item.Product, model), meters = []);
            }

            meters.Add(item.Counted);
            _rows.Add((model, item.Counted.Kind, quantity));
        }
    }

    /// <summary>The meters of the model that a line item names.</summary>
    public IReadOnlySet<Meter> MetersOf(LineItem item) => _models[(item.Product, item.Model!)];

    /// <summary>
    /// The models of usage that a line item with a model bills: those whose name has more in common with it than with any other
    /// model on the bill of the same product; failing that, those that have most in common with it.
    /// </summary>
    public IReadOnlyCollection<string> ModelsOf(LineItem item, IReadOnlyCollection<string> used)
    {
        var matches = used
            .Select(model => (Model: model, Common: ModelName.Common(item.Model!, model)))
            .Where(static match => match.Common > 0)
            .ToList();
        var own = matches.FindAll(match => !_models.Keys.Any(
            rival => rival.Product == item.Product && ModelName.Common(rival.Model, match.Model) > match.Common));
        if (own.Count == 0)
        {
            own = matches.FindAll(match => match.Common == matches.Max(static best => best.Common));
        }

        return [.. own.Select(static match => match.Model)];
    }

    /// <summary>
    /// How much of a model's usage no line item with a model bills, so that one without may: all of it where none names the
    /// model, and none of it where one does without saying how much it bills.
    /// </summary>
    /// <param name="model">The model as usage names it.</param>
    /// <param name="kind">What is counted.</param>
    /// <param name="used">How much the model's usage counts of it.</param>
    public decimal Unbilled(string model, MeterKind kind, decimal used)
    {
        var left = used;
        foreach (var (billed, billedKind, quantity) in _rows)
        {
            if (IsPartOf(billedKind, kind) && ModelName.Common(billed, model) > 0)
            {
                if (quantity is null)
                {
                    return 0m;
                }

                left -= quantity.Value;
            }
        }

        // What was credited is not used a second time.
        return Math.Clamp(left, 0m, used);
    }

    private static bool IsPartOf(MeterKind part, MeterKind whole) =>
        part == whole
        || part == MeterKind.Whole
        || (whole == MeterKind.Tokens && part is MeterKind.Input or MeterKind.CachedInput or MeterKind.CacheWrite or MeterKind.Output);
}
