using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Exposition.Series;

/// <summary>
/// The views of a measure: today, daily and by month. Each sums to something true, and none takes a day that is
/// not known for a day on which nothing happened.
/// </summary>
internal sealed class SeriesViews(ISeriesSink sink, UtcDay today)
{
    private readonly DayWindow _month = new(today.MonthStart, today.Next);
    private readonly DayWindow _previousMonth = new(today.MonthStart.AddDays(-1).MonthStart, today.MonthStart);

    /// <summary>
    /// The current day. Every label set that has the measure in the trailing days has a value, 0 if need be: a rule
    /// must not lose a project between midnight and its first call. Nothing until the day has been read once.
    /// </summary>
    public void Today(ExposedSurface part, SeriesTable table, int measure, DayWindow trailing)
    {
        if (part.Snapshot.IsKnown(today))
        {
            WriteSums(part, table, measure, new DayWindow(today, today.Next), trailing);
        }
    }

    /// <summary>Each trailing day. A label set on a day on which all its measures are zero is left out.</summary>
    public void Daily(ExposedSurface part, SeriesTable table, int measure, DayWindow trailing)
    {
        var before = sink.Samples;
        for (var set = 0; set < table.Count; set++)
        {
            foreach (var point in table.Points(set))
            {
                if (trailing.Contains(point.Day) && table.Value(point, measure) is { } value && !point.IsZero)
                {
                    sink.Sample(table.Labels(set), point.Day, value);
                }
            }
        }

        part.Series += sink.Samples - before;
    }

    /// <summary>
    /// The known days of the current calendar month, zero-filled like today: a lower bound where a day is missing. Nothing
    /// unless the days that were read reach back to the first of the month.
    /// </summary>
    public void MonthToDate(ExposedSurface part, SeriesTable table, int measure, DayWindow trailing)
    {
        if (part.Snapshot.Window.Contains(_month.Start))
        {
            WriteSums(part, table, measure, _month, trailing);
        }
    }

    /// <summary>The previous calendar month. Nothing unless every day of it is known.</summary>
    public void PreviousMonth(ExposedSurface part, SeriesTable table, int measure)
    {
        if (part.Snapshot.IsKnown(_previousMonth))
        {
            WriteSums(part, table, measure, _previousMonth, _previousMonth);
        }
    }

    private void WriteSums(ExposedSurface part, SeriesTable table, int measure, DayWindow summed, DayWindow filled)
    {
        var before = sink.Samples;
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
                sink.Sample(table.Labels(set), total);
            }
        }

        part.Series += sink.Samples - before;
    }
}
