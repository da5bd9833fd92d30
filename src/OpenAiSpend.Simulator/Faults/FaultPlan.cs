namespace OpenAiSpend.Simulator;

/// <summary>Which faults are on, by surface. It may be changed while requests are answered.</summary>
public sealed class FaultPlan
{
    /// <summary>The name that stands for every surface.</summary>
    public const string Everywhere = "*";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Fault> _faults = new(StringComparer.Ordinal);

    /// <summary>The faults that are on, by surface, with the requests left to those that are counted.</summary>
    public IReadOnlyDictionary<string, Fault> Active
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, Fault>(_faults);
        }
    }

    /// <summary>Switches a fault on, in place of the one before.</summary>
    /// <param name="surfaceOrStar">One of <see cref="Surfaces.All"/>, or <c>*</c>.</param>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentException">There is no such surface, or a number of the fault is out of range.</exception>
    public void Set(string surfaceOrStar, Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is { Count: < 1 } or { Skip: < 0 } or { StatusCode: < 200 or > 599 } or { Buckets: < 1 } or { Days: < 1 } or { Bytes: < 0 })
            throw new ArgumentException($"A number is out of range in {fault}.", nameof(fault));
        if (surfaceOrStar != Everywhere && !Surfaces.All.Contains(surfaceOrStar))
            throw new ArgumentException($"There is no surface '{surfaceOrStar}'. Known are *, {string.Join(", ", Surfaces.All)}.", nameof(surfaceOrStar));
        lock (_gate)
            _faults[surfaceOrStar] = fault;
    }

    /// <summary>Switches the fault of a surface off.</summary>
    /// <param name="surfaceOrStar">One of <see cref="Surfaces.All"/>, or <c>*</c>.</param>
    public void Clear(string surfaceOrStar)
    {
        lock (_gate)
            _faults.Remove(surfaceOrStar);
    }

    /// <summary>Switches every fault off.</summary>
    public void ClearAll()
    {
        lock (_gate)
            _faults.Clear();
    }

    /// <summary>The fault that hits the next request of a surface, which counts as one request.</summary>
    internal Fault? Take(string surface)
    {
        lock (_gate)
        {
            var name = _faults.ContainsKey(surface) ? surface : Everywhere;
            if (!_faults.TryGetValue(name, out var fault))
                return null;
            if (fault.Skip > 0)
            {
                _faults[name] = fault with { Skip = fault.Skip - 1 };
                return null;
            }
            if (fault.Count is 1)
                _faults.Remove(name);
            else if (fault.Count is { } left)
                _faults[name] = fault with { Count = left - 1 };
            return fault;
        }
    }
}
