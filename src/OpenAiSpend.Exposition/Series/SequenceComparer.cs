using System.Diagnostics.CodeAnalysis;

namespace OpenAiSpend.Exposition.Series;

/// <summary>Compares arrays by what they hold, so that a span finds the array that holds the same.</summary>
internal sealed class SequenceComparer<T> : IEqualityComparer<T[]>, IAlternateEqualityComparer<ReadOnlySpan<T>, T[]>
    where T : IEquatable<T>?
{
    public static readonly SequenceComparer<T> Instance = new();

    public bool Equals(T[]? x, T[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<T> alternate, T[] other) => alternate.SequenceEqual(other);

    public int GetHashCode([DisallowNull] T[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<T> alternate)
    {
        var hash = default(HashCode);
        foreach (var value in alternate)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public T[] Create(ReadOnlySpan<T> alternate) => alternate.ToArray();
}
