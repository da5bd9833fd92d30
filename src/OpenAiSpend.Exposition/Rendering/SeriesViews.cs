using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exposition.Rendering;

/// <summary>
/// The views of a measure: today, daily and by month. Each sums to something true, and none takes a day that is
/// not known for a day on which nothing happened.
/// </summary>
internal sealed class SeriesViews(PageWriter page, UtcDay today)
{
    private readonly DayWindow _month = new(today.MonthStart, today.Next);
    private readonly DayWindow _previousMonth = new(today.MonthStart.AddDays(-1).MonthStart, today.MonthStart);

    /// <summary>
    /// The current day. Every label set that has the measure in the trailing days has a value, 0 if need be: a rule
    /// must not lose a project between midnight and its first call. Nothing until the day has been read once.
    /// </summary>
    public void Today(SurfacePart part, SeriesTable table, int measure, DayWindow trailing)
    {
        if (part.Snapshot.Known.Contains(today))
        {
            WriteSums(part, table, measure, new DayWindow(today, today.Next), trailing);
        }
    }

    /// <summary>Each trailing day. A label set on a day on which all its measures are zero is left out.</summary>
    public void Daily(SurfacePart part, SeriesTable table, int measure, DayWindow trailing)
    {
        var before = page.Samples;
        for (var set = 0; set < table.Count; set++)
        {
            foreach (var point in table.Points(set))
            {
                if (trailing.Contains(point.Day) && table.Value(point, measure) is { } value && !point.IsZero)
                {
                    page.Sample(table.Labels(set), point.Day, value);
                }
            }
        }

        part.Series += page.Samples - before;
    }

    /// <summary>
    /// The known days of the current calendar month, zero-filled like today. Nothing unless the known days reach back
    /// to the first of the month: a part of it must never pass for the whole.
    /// </summary>
    public void MonthToDate(SurfacePart part, SeriesTable table, int measure, DayWindow trailing)
    {
        var known = part.Snapshot.Known;
        if (known.Start <= _month.Start && known.End > _month.Start)
        {
            WriteSums(part, table, measure, _month, trailing);
        }
    }

    /// <summary>The previous calendar month. Nothing unless every day of it is known.</summary>
    public void PreviousMonth(SurfacePart part, SeriesTable table, int measure)
    {
        var known = part.Snapshot.Known;
        if (known.Start <= _previousMonth.Start && known.End >= _previousMonth.End)
        {
            WriteSums(part, table, measure, _previousMonth, _previousMonth);
        }
    }

    private void WriteSums(SurfacePart part, SeriesTable table, int measure, DayWindow summed, DayWindow filled)
    {
        var before = page.Samples;
        for (var set = 0; set < table.Count; set++)
        {
            decimal? sum = null;
            foreach (var point in table.Points(set))
            {
                var isSummed = summed.Contains(point.Day);
                if ((isSummed || filled.Contains(point.Day)) && table.Value(point, measure) is { } value)
                {
                    sum = (sum ?? 0m) + (isSummed ? value : 0m);
                }
            }

            if (sum is { } total)
            {
                page.Sample(table.Labels(set), total);
            }
        }

        part.Series += page.Samples - before;
    }
}
