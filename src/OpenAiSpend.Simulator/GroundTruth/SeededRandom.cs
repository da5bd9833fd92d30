namespace OpenAiSpend.Simulator;

/// <summary>
/// A small seeded generator (SplitMix64). Each thing rolls random of its own, seeded with its own identity, so that a new kind
/// of row leaves every other number as it was.
/// </summary>
internal struct SeededRandom(ulong state)
{
    private ulong _state = state;

    public static SeededRandom For(int seed, ulong identity, long day = 0, ulong purpose = 0)
    {
        unchecked
        {
            var mixed = Mix((ulong)seed * 0x9E3779B97F4A7C15UL);
            mixed = Mix(mixed ^ identity);
            mixed = Mix(mixed ^ (ulong)day);
            return new SeededRandom(Mix(mixed ^ purpose));
        }
    }

    public static ulong Hash(string text)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var character in text)
                hash = (hash ^ character) * 1099511628211UL;
            return Mix(hash);
        }
    }

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            return Mix(_state);
        }
    }

    /// <summary>A number from 0, inclusive, to 1, exclusive.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A factor whose average is about 1 and whose tail is long, as the sizes of API clients are.</summary>
    public double LongTail()
    {
        var gauss = Unit() + Unit() + Unit() + Unit() - 2;
        return Math.Exp(gauss * 1.4) * 0.75;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
