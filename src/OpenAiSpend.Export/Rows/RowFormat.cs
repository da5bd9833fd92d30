using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Rows;

/// <summary>How rows are written: what comes before the first, each row, and what comes after the last.</summary>
internal abstract class RowFormat
{
    /// <summary>One JSON document, <c>{"rows": […], "meta": {…}}</c>, a row a line.</summary>
    public const string JsonDocument = "rows";

    /// <summary>A header, then a line for each row; <c>raw</c> is JSON.</summary>
    public const string CommaSeparated = "csv";

    /// <summary>Each row a JSON document on a line of its own.</summary>
    public const string JsonLines = "ndjson";

    /// <summary>The format of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="csv">How cells are written.</param>
    public static RowFormat Of(string name, Csv csv) => name switch
    {
        JsonDocument => new Document(),
        CommaSeparated => new Table(csv),
        JsonLines => new Lines(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a format of rows."),
    };

    public virtual void Begin(IBufferWriter<byte> to)
    {
    }

    public abstract void Write(IBufferWriter<byte> to, ExportRow row);

    public virtual void End(IBufferWriter<byte> to, ExportMeta meta)
    {
    }

    private static void Write(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);

    private static void Write<T>(IBufferWriter<byte> to, T value, JsonTypeInfo<T> type)
    {
        using var json = new Utf8JsonWriter(to, RowJson.Writer);
        JsonSerializer.Serialize(json, value, type);
    }

    private sealed class Document : RowFormat
    {
        private string _between = "\n";

        public override void Begin(IBufferWriter<byte> to) => Write(to, "{\"rows\": [");

        public override void Write(IBufferWriter<byte> to, ExportRow row)
        {
            Write(to, _between);
            Write(to, row, RowJson.Default.ExportRow);
            _between = ",\n";
        }

        public override void End(IBufferWriter<byte> to, ExportMeta meta)
        {
            Write(to, "\n],\n\"meta\": ");
            Write(to, meta, RowJson.Default.ExportMeta);
            Write(to, "}\n");
        }
    }

    private sealed class Lines : RowFormat
    {
        public override void Write(IBufferWriter<byte> to, ExportRow row)
        {
            Write(to, row, RowJson.Default.ExportRow);
            Write(to, "\n");
        }
    }

    private sealed class Table(Csv csv) : RowFormat
    {
        public override void Begin(IBufferWriter<byte> to) => Write(to, csv.Line(
            ["date", "identity", "identity_type", "tool", "tokens_input", "tokens_output", "cost_usd", "project_id", "project", "raw"]));

        public override void Write(IBufferWriter<byte> to, ExportRow row)
        {
            var raw = new ArrayBufferWriter<byte>();
            Write(raw, row.Raw, RowJson.Default.RawRows);
            Write(to, csv.Line(
            [
                row.Date, row.Identity, row.IdentityType, row.Tool, Csv.Number(row.TokensInput), Csv.Number(row.TokensOutput), Csv.Number(row.CostUsd),
                row.ProjectId, row.Project, Encoding.UTF8.GetString(raw.WrittenSpan),
            ]));
        }
    }
}
