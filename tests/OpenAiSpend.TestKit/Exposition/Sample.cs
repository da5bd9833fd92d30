using System.Collections.Immutable;
using System.Globalization;

namespace OpenAiSpend.TestKit.Exposition;

/// <summary>A line of a page: a value with its labels, in the order in which they were written.</summary>
public sealed record Sample(string Name, ImmutableArray<(string Name, string Value)> Labels, string Text)
{
    public decimal Value => decimal.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The series as it would be written, for comparisons.</summary>
    public string Series => $"{Name}{{{string.Join(',', Labels.Select(label => $"{label.Name}={label.Value}"))}}}";

    /// <summary>The value of a label, or null where the label is not there.</summary>
    public string? this[string label] => Labels.Where(pair => pair.Name == label).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>Whether the labels that are named have these values, whatever the others are.</summary>
    public bool Has(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (this[name] != value)
            {
                return false;
            }
        }

        return true;
    }
}
