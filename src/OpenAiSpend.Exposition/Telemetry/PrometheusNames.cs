using System.Diagnostics.Metrics;
using OpenAiSpend.Exposition.Catalogue;

namespace OpenAiSpend.Exposition.Telemetry;

/// <summary>
/// Names of OpenTelemetry as Prometheus writes them: dots become underscores, the unit is spelled out at the end, and
/// counters end in <c>_total</c>.
/// See https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
/// </summary>
internal static class PrometheusNames
{
    /// <summary>The name of a family, without the suffix of counters.</summary>
    public static string Family(string instrument, string? unit, FamilyType type)
    {
        var name = Label(instrument);
        if (UnitSuffix(unit) is { } suffix && !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            name += suffix;
        }

        return type == FamilyType.Counter && name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;
    }

    /// <summary>The name of an instrument's samples, but for those of a histogram.</summary>
    public static string Sample(string name, Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var isCounter = (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>)) && !RuntimeMeters.IsGauge(name);
        return isCounter ? $"{Family(name, instrument.Unit, FamilyType.Counter)}_total" : Family(name, instrument.Unit, FamilyType.Gauge);
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsAsciiLetter(c) || (char.IsAsciiDigit(c) && i > 0) ? c : '_'));

    // What stands in braces, like {request}, says what is counted and is no unit.
    private static string? UnitSuffix(string? unit) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        _ => null,
    };
}
