using nietras.SeparatedValues;

namespace OpenAiSpend.TestKit.Export;

/// <summary>A CSV file as a reader of others reads it; an empty field without quotes is null.</summary>
public sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyDictionary<string, string?>> Rows)
{
    public static CsvTable Parse(string text)
    {
        // One reader knows what stands in the file, the other what it means. Both refuse lines of other lengths.
        using var written = Sep.New(',').Reader(static options => options with { HasHeader = false }).FromText(text);
        using var read = Sep.New(',').Reader(static options => options with { HasHeader = false, Unescape = true }).FromText(text);
        var lines = new List<string?[]>();
        while (written.MoveNext() && read.MoveNext())
        {
            var line = new string?[read.Current.ColCount];
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = written.Current[i].Span.IsEmpty ? null : read.Current[i].ToString();
            }

            lines.Add(line);
        }

        var columns = lines[0].Select(static name => name ?? throw new FormatException("A column has no name.")).ToList();
        return new CsvTable(columns, [.. lines.Skip(1).Select(line =>
            (IReadOnlyDictionary<string, string?>)columns.Zip(line).ToDictionary(static field => field.First, static field => field.Second))]);
    }
}
