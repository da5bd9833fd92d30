using System.Text;
using System.Text.Json;

namespace OpenAiSpend.Export.Formats;

/// <summary>The format <c>csv</c>: a header, then a line for each row; <c>raw</c> is JSON.</summary>
/// <param name="to">Where to.</param>
internal sealed class CsvWriter(Stream to) : IRowWriter
{
    private static readonly string[] Columns =
        ["date", "identity", "identity_type", "tool", "tokens_input", "tokens_output", "cost_usd", "project_id", "project", "raw"];

    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync(Csv.Line(Columns), cancellationToken);

    public async Task WriteAsync(IReadOnlyCollection<ExportRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var line = Csv.Line(
            [
                $"{row.Date}", row.Identity, row.IdentityType, row.Tool, Text(row.TokensInput), Text(row.TokensOutput), Text(row.CostUsd),
                row.ProjectId, row.Project, Raw(row),
            ]);
            await WriteAsync(line, cancellationToken);
        }
    }

    public Task EndAsync(ExportMeta meta, CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? Text(decimal? number) => number is { } value ? Numbers.Text(value) : null;

    private static string Raw(ExportRow row)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, JsonDocumentWriter.Options))
        {
            RowJson.WriteRaw(json, row);
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private Task WriteAsync(string text, CancellationToken cancellationToken) =>
        to.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
}
