using System.Globalization;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Books;

/// <summary>The series that a family must have, by their labels.</summary>
internal sealed class ExpectedSeries
{
    private readonly SortedDictionary<string, decimal> _values = new(StringComparer.Ordinal);

    public int Count => _values.Count;

    public decimal Sum => _values.Values.Sum();

    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Adds to the series with these labels, which is there from then on even if it is zero.</summary>
    public void Add(decimal value, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        var key = Key(labels);
        _values[key] = _values.GetValueOrDefault(key) + value;
    }

    /// <summary>Leaves out what is zero, as the daily families do.</summary>
    public void RemoveZeros()
    {
        foreach (var key in _values.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToArray())
        {
            _values.Remove(key);
        }
    }

    /// <summary>Compares every series, to the last digit.</summary>
    /// <param name="page">The page.</param>
    /// <param name="family">The family that must have these series and no others.</param>
    /// <param name="labels">The labels that each series must have, in any order.</param>
    /// <param name="mayBeAbsent">Whether a series that is zero may as well be missing.</param>
    public void AssertOn(ParsedExposition page, string family, IEnumerable<string> labels, bool mayBeAbsent = false)
    {
        var wanted = labels.Order(StringComparer.Ordinal).ToArray();
        var samples = page[family];
        var actual = new Dictionary<string, decimal>();
        foreach (var sample in samples)
        {
            Assert.Equal(wanted, sample.Labels.Select(label => label.Name).Order(StringComparer.Ordinal));
            actual.Add(Key([.. sample.Labels.Select(label => (label.Name, (string?)label.Value))]), sample.Value);
        }

        string[] differences =
        [
            .. from pair in _values
               where !actual.ContainsKey(pair.Key) && !(mayBeAbsent && pair.Value == 0)
               select $"missing: {family}{{{pair.Key}}} {pair.Value}",
            .. from pair in actual
               where !_values.ContainsKey(pair.Key)
               select $"not on the books: {family}{{{pair.Key}}} {pair.Value}",
            .. from pair in _values
               where actual.TryGetValue(pair.Key, out var value) && value != pair.Value
               select $"{family}{{{pair.Key}}} is {actual[pair.Key]}, and {pair.Value} on the books",
        ];
        Assert.True(
            differences.Length == 0,
            $"{differences.Length} series of {family} differ from the {_values.Count} on the books:\n{string.Join('\n', differences.Take(10))}");
    }

    // An empty label is the same as none.
    private static string Key(ReadOnlySpan<(string Name, string? Value)> labels)
    {
        var parts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}=\"{value}\"");
            }
        }

        return string.Join(',', parts);
    }
}
