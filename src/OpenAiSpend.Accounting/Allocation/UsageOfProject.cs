namespace OpenAiSpend.Accounting.Allocation;

/// <summary>The rows of usage of one project on one day.</summary>
internal sealed class UsageOfProject
{
    private readonly SortedDictionary<string, List<UsageRow>> _models = new(StringComparer.Ordinal);

    /// <summary>The models that have usage of their own, in ordinal order.</summary>
    public IReadOnlyCollection<string> Models => _models.Keys;

    /// <summary>The usage of tools.</summary>
    public List<UsageRow> Tools { get; } = [];

    /// <summary>The usage of some models.</summary>
    public IEnumerable<UsageRow> Of(IEnumerable<string> models) => models.SelectMany(model => _models[model]);

    /// <summary>Adds a row.</summary>
    public void Add(UsageRow row, bool isTool)
    {
        if (isTool)
        {
            Tools.Add(row);
            return;
        }

        // Usage that is not broken down by model is of the model without a name, which no line item can name.
        var model = row.Identity.Model ?? string.Empty;
        if (!_models.TryGetValue(model, out var rows))
        {
            _models.Add(model, rows = []);
        }

        rows.Add(row);
    }
}
