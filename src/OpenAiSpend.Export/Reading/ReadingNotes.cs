using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Export.Reading;

/// <summary>What is to be said about a reading besides what was read: warnings, counts of pages, and how far it has come.</summary>
/// <param name="warn">Hears of each warning once, a whole sentence.</param>
/// <param name="progress">Hears of what is being read, and how much of it is done, from 0 to 1.</param>
internal sealed class ReadingNotes(Action<string> warn, Action<string, double> progress)
{
    private readonly Lock _lock = new();
    private int _expected = 1;
    private int _done;
    private DayWindow _days;
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

    /// <summary>So many readings are to come.</summary>
    public void Expect(int readings) => _expected = readings;

    /// <summary>Days are being read.</summary>
    public void Started(DayWindow days)
    {
        lock (_lock)
        {
            _days = days;
            Show();
        }
    }

    public void Read(BucketSurface surface, SurfaceReading reading)
    {
        lock (_lock)
        {
            _pages[surface.Name] = _pages.GetValueOrDefault(surface.Name) + reading.Pages;
            foreach (var (reason, rows) in reading.RejectedRows)
            {
                _rejected[(surface.Name, reason)] = _rejected.GetValueOrDefault((surface.Name, reason)) + rows;
            }

            _done++;
            Show();
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

    private void Show() => progress($"{_days}", (double)_done / _expected);
}
