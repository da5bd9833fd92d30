namespace OpenAiSpend.Simulator;

/// <summary>Sums up what is billed to the flows that share the values of some dimensions.</summary>
internal sealed class CostGroup(string? unit)
{
    private readonly string? _unit = unit;
    private decimal _amountUsd;
    private decimal _quantity;
    private bool _hasQuantity = unit is not null;

    public void Add(Charge charge, long count)
    {
        _amountUsd += charge.AmountUsd(count);
        // A quantity over several units would add tokens to images.
        _hasQuantity &= charge.Unit == _unit;
        if (_hasQuantity)
            _quantity += charge.Quantity(count) ?? 0;
    }

    public CostRow ToRow(DateOnly day, CostLabels labels, bool showsQuantity)
    {
        var isShown = showsQuantity && _hasQuantity;
        return new CostRow(
            day, labels.ProjectId, labels.LineItem, labels.ApiKeyId, labels.UserId, _amountUsd, isShown ? _quantity : null, isShown ? _unit : null);
    }
}
