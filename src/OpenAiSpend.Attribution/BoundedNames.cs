using System.Collections.Concurrent;

namespace OpenAiSpend.Attribution;

/// <summary>The names that are told apart: each name makes series that the process, and Prometheus, keep for good.</summary>
internal sealed class BoundedNames
{
    private const string Rest = "other";

    private readonly ConcurrentDictionary<string, bool> _names = new();
    private int _count;

    /// <summary>The name itself if it is known or there is room for it, else that of the rest.</summary>
    public string Bound(string name, int max)
    {
        if (_names.ContainsKey(name))
        {
            return name;
        }

        // Full for good: no lock is taken for the many that come after.
        if (Volatile.Read(ref _count) >= max)
        {
            return Rest;
        }

        lock (_names)
        {
            if (_count < max && _names.TryAdd(name, true))
            {
                _count++;
            }

            return _names.ContainsKey(name) ? name : Rest;
        }
    }
}
