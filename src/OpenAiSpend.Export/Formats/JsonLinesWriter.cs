using System.Text.Json;

namespace OpenAiSpend.Export.Formats;

/// <summary>The format <c>ndjson</c>: each row a JSON document on a line of its own.</summary>
/// <param name="to">Where to.</param>
internal sealed class JsonLinesWriter(Stream to) : IRowWriter
{
    private static readonly byte[] LineFeed = "\n"u8.ToArray();

    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WriteAsync(IReadOnlyCollection<ExportRow> rows, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(to, JsonDocumentWriter.Options);
        foreach (var row in rows)
        {
            RowJson.Write(json, row);
            await json.FlushAsync(cancellationToken);
            await to.WriteAsync(LineFeed, cancellationToken);
            json.Reset();
        }
    }

    public Task EndAsync(ExportMeta meta, CancellationToken cancellationToken) => Task.CompletedTask;
}
