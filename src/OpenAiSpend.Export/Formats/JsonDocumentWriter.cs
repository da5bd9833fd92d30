using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenAiSpend.Export.Formats;

/// <summary>The format <c>rows</c>: one JSON document, <c>{"rows": […], "meta": {…}}</c>, a row a line.</summary>
/// <param name="to">Where to.</param>
internal sealed class JsonDocumentWriter(Stream to) : IRowWriter
{
    /// <summary>Names of models and projects may be written as they are: nobody puts this text into HTML.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasRows;

    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync("{\"rows\": [", cancellationToken);

    public async Task WriteAsync(IReadOnlyCollection<ExportRow> rows, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(to, Options);
        foreach (var row in rows)
        {
            await WriteAsync(_hasRows ? ",\n" : "\n", cancellationToken);
            _hasRows = true;
            json.Reset();
            RowJson.Write(json, row);
            await json.FlushAsync(cancellationToken);
        }
    }

    public async Task EndAsync(ExportMeta meta, CancellationToken cancellationToken)
    {
        await WriteAsync("\n],\n\"meta\": ", cancellationToken);
        await using (var json = new Utf8JsonWriter(to, Options))
        {
            RowJson.Write(json, meta);
        }

        await WriteAsync("}\n", cancellationToken);
    }

    private Task WriteAsync(string text, CancellationToken cancellationToken) =>
        to.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
}
