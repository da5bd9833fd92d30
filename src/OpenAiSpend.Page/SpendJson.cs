using System.Text.Encodings.Web;
using System.Text.Json;
using OpenAiSpend.Accounting;
using OpenAiSpend.Page.Markup;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page;

/// <summary>Writes the numbers of the spend page for programs. What is not known is null.</summary>
internal static class SpendJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the answer to a query.</summary>
    public static byte[] Of(SpendReport report, SpendQuery query)
    {
        var chosen = report.Organizations.Where(organization => query.Organization is null || organization.Name == query.Organization).ToList();
        var read = chosen.FindAll(static organization => organization.Costs is not null);
        var unread = chosen.Except(read).Select(static organization => organization.Name).ToList();
        var spend = DailySpend.Of(read, query.Project, query.By, query.Window, report.Today);
        return Write(json =>
        {
            json.WriteString("from", query.Window.Start.ToString());
            json.WriteString("to", query.Window.Last.ToString());
            json.WriteString("by", QueryReader.Text(query.By));
            json.WriteString("currency", "usd");
            json.WriteString("today", report.Today.ToString());
            WriteObjects(json, "organizations", chosen, organization =>
            {
                json.WriteString("name", organization.Name);
                WriteTime(json, "costs_read_at", Overview.CostsReadAt(report.Snapshot, organization.Name));
                WriteTime(json, "costs_through", organization.Costs?.Surface.DataThrough);
            });
            json.WriteStartObject("summary");
            WriteSummary(json, read.Count == 0 ? null : Overview.Of(read, query.Project, report.Snapshot));
            WriteNames(json, "without", unread);
            json.WriteEndObject();
            WriteObjects(json, "days", spend.Days, day =>
            {
                json.WriteString("date", day.Day.ToString());
                json.WriteString("state", QueryReader.Text(day.State));
                WriteUsd(json, "usd", day.Usd);
                WriteNames(json, "without", [.. unread, .. day.Missing]);
            });
            WriteObjects(json, "rows", spend.Groups, group => WriteGroup(json, spend, group));
        });
    }

    /// <summary>Writes why there is no answer.</summary>
    public static byte[] OfError(string message) => Write(json => json.WriteString("error", message));

    // A program does not read footnotes: a sum that lacks an organization or a day is not one.
    private static void WriteSummary(Utf8JsonWriter json, Overview? overview)
    {
        WriteWhole("today_usd", overview?.TodayUsd);
        WriteWhole("yesterday_usd", overview?.YesterdayUsd);
        WriteWhole("last_7_days_usd", overview?.WeekUsd);
        WriteWhole("previous_7_days_usd", overview?.WeekBeforeUsd);
        WriteWhole("month_to_date_usd", overview is { MissingDays.IsEmpty: true } ? overview.MonthToDateUsd : null);
        WriteWhole("forecast_month_usd", overview?.ForecastUsd);
        WriteWhole("previous_month_usd", overview?.PreviousMonthUsd);
        WriteUsd(json, "monthly_budget_usd", overview?.Budget?.Month?.Status.Usd);

        void WriteWhole(string name, PartialUsd? usd) => WriteUsd(json, name, usd is { Missing.IsEmpty: true } whole ? whole.Usd : null);
    }

    private static void WriteGroup(Utf8JsonWriter json, DailySpend spend, SpendGroup group)
    {
        var what = QueryReader.Text(spend.By);
        if (spend.By is Breakdown.Project or Breakdown.User)
        {
            json.WriteString("organization", group.Organization);
            json.WriteString($"{what}_id", group.Id);
            json.WriteString(what, group.Id is null ? null : group.Name);
        }
        else
        {
            if (spend.By == Breakdown.Customer)
            {
                json.WriteString("organization", group.Organization);
            }

            json.WriteString(what, group.Id);
        }

        WriteUsd(json, "usd", group.Last(spend.Window.Days));
        json.WriteStartArray("usd_by_day");
        foreach (var (day, usd) in spend.Days.Zip(group.UsdByDay))
        {
            WriteUsd(json, day.Usd is null ? null : usd);
        }

        json.WriteEndArray();
    }

    private static void WriteObjects<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    private static void WriteUsd(Utf8JsonWriter json, string name, decimal? usd)
    {
        json.WritePropertyName(name);
        WriteUsd(json, usd);
    }

    // Without the trailing zeros that a decimal keeps.
    private static void WriteUsd(Utf8JsonWriter json, decimal? usd) => json.WriteRawValue(usd is { } known ? Figures.Exact(known) : "null");

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
