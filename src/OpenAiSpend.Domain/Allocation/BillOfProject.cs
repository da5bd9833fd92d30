using OpenAiSpend.Domain.Billing;

namespace OpenAiSpend.Domain.Allocation;

/// <summary>The line items of one project on one day: which models they name, and with which meters.</summary>
internal sealed class BillOfProject
{
    private readonly Dictionary<(string? Product, string Model), HashSet<Meter>> _models = [];

    /// <summary>Adds a line item.</summary>
    public void Add(LineItem item, Meter meter)
    {
        if (item.Model is { } model)
        {
            if (!_models.TryGetValue((item.Product, model), out var meters))
            {
                _models.Add((item.Product, model), meters = []);
            }

            meters.Add(meter);
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
        var own = matches.Where(match => !_models.Keys.Any(
            rival => rival.Product == item.Product && ModelName.Common(rival.Model, match.Model) > match.Common)).ToList();
        if (own.Count == 0)
        {
            own = matches.FindAll(match => match.Common == matches.Max(static best => best.Common));
        }

        return [.. own.Select(static match => match.Model)];
    }

    /// <summary>
    /// The models of usage that a line item without a model may bill: those that no line item names; all, where each is named.
    /// A line item of a product, such as evals, bills only a part of its model's usage.
    /// </summary>
    public IReadOnlyCollection<string> ModelsWithoutLineItem(IReadOnlyCollection<string> used)
    {
        List<string> unnamed =
            [.. used.Where(model => !_models.Keys.Any(billed => billed.Product is null && ModelName.Common(billed.Model, model) > 0))];
        return unnamed.Count > 0 ? unnamed : used;
    }
}
