using System.Diagnostics.CodeAnalysis;

namespace OpenAiSpend.Exposition.Folding;

/// <summary>Compares label sets by their values: for equality, and in ordinal order, none before any.</summary>
internal sealed class SameValues : IEqualityComparer<string?[]>, IAlternateEqualityComparer<ReadOnlySpan<string?>, string?[]>, IComparer<string?[]>
{
    public static readonly SameValues Comparer = new();

    public bool Equals(string?[]? x, string?[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<string?> alternate, string?[] other) => alternate.SequenceEqual(other);

    public int GetHashCode([DisallowNull] string?[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<string?> alternate)
    {
        var hash = default(HashCode);
        foreach (var value in alternate)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public string?[] Create(ReadOnlySpan<string?> alternate) => alternate.ToArray();

    public int Compare(string?[]? x, string?[]? y)
    {
        for (var i = 0; i < x!.Length; i++)
        {
            var order = string.CompareOrdinal(x[i], y![i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
