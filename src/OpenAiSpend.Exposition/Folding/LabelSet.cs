namespace OpenAiSpend.Exposition.Folding;

/// <summary>Rows that share their labels, and what became of them.</summary>
/// <param name="values">The values of the labels, in the order of the surface.</param>
internal sealed class LabelSet(string?[] values)
{
    private LabelSet? _into;

    /// <summary>The values of the labels.</summary>
    public string?[] Values { get; } = values;

    /// <summary>The surface's first measure, summed over the exported days. Currencies are mixed: it ranks, it is not shown.</summary>
    public decimal Weight { get; set; }

    /// <summary>Whether it was folded into another one.</summary>
    public bool IsFolded => _into is not null;

    /// <summary>The label set that its rows belong to in the end.</summary>
    public LabelSet Final => _into?.Final ?? this;

    /// <summary>Adds its rows to another label set.</summary>
    public void FoldInto(LabelSet other)
    {
        _into = other;
        other.Weight += Weight;
    }
}
