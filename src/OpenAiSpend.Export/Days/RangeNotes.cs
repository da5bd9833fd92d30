using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Days;

/// <summary>What is to be said about a range of days besides its numbers.</summary>
/// <param name="warn">Hears of each warning once, a whole sentence.</param>
internal sealed class RangeNotes(Action<string> warn)
{
    private readonly Lock _lock = new();
    private readonly List<string> _warnings = [];
    private readonly SortedDictionary<string, int> _pages = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Surface, string Reason), int> _rejected = [];

    /// <summary>The warnings so far, in whole sentences.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>How many pages were read of each surface.</summary>
    public IReadOnlyDictionary<string, int> Pages => _pages;

    public void Warn(string warning)
    {
        lock (_lock)
        {
            if (!_warnings.Contains(warning))
            {
                _warnings.Add(warning);
                warn(warning);
            }
        }
    }

    /// <summary>The days of a surface were read. Several surfaces are read at once.</summary>
    public void Read(BucketSurface surface, SurfaceReading reading)
    {
        lock (_lock)
        {
            _pages[surface.Name] = _pages.GetValueOrDefault(surface.Name) + reading.Pages;
            foreach (var (reason, rows) in reading.RejectedRows)
            {
                _rejected[(surface.Name, reason)] = _rejected.GetValueOrDefault((surface.Name, reason)) + rows;
            }
        }

        foreach (var notice in reading.Notices)
        {
            Warn(notice);
        }
    }

    /// <summary>Everything has been read: warns of the rows that were no good.</summary>
    public void Finished()
    {
        foreach (var ((surface, reason), rows) in _rejected)
        {
            Warn($"{rows} rows of {surface} make no sense and are left out: {reason}.");
        }
    }
}
