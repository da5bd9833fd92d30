using System.Collections.Immutable;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>A line of a page: a value with its labels, in the order in which they were written.</summary>
public sealed record Sample(string Name, ImmutableArray<(string Name, string Value)> Labels, string Text)
{
    public decimal Value => decimal.Parse(Text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The series as it would be written, for comparisons.</summary>
    public string Series => $"{Name}{{{string.Join(',', Labels.Select(label => $"{label.Name}={label.Value}"))}}}";

    /// <summary>The value of a label, or null where the label is not there.</summary>
    public string? this[string label] => Labels.Where(pair => pair.Name == label).Select(pair => pair.Value).FirstOrDefault();
}
