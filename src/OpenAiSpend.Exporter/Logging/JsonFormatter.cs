using System.Text;
using System.Text.Encodings.Web;

namespace OpenAiSpend.Exporter.Logging;

/// <summary><c>{"time":"…","level":"info","msg":"Surface read","organization":"acme"}</c>.</summary>
internal sealed class JsonFormatter(TimeProvider clock) : LogEntryFormatter(FormatName, clock)
{
    public const string FormatName = "json";

    protected override void Begin(StringBuilder line) => line.Append('{');

    protected override void Field(StringBuilder line, string key, string value)
    {
        if (line.Length > 1)
        {
            line.Append(',');
        }

        line.Append('"').Append(key).Append("\":\"").Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)).Append('"');
    }

    protected override void End(StringBuilder line) => line.Append('}');
}
