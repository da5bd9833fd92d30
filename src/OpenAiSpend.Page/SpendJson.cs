using System.Text.Encodings.Web;
using System.Text.Json;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page;

/// <summary>Writes the numbers of the page for programs. What is not known is null.</summary>
internal static class SpendJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the answer to a query.</summary>
    public static byte[] Of(SpendSums sums, SpendQuery query)
    {
        var chosen = sums.Organizations.Where(organization => query.Organization is null || organization.Name == query.Organization).ToList();
        var read = chosen.Where(static organization => organization.Costs is not null).ToList();
        var unread = chosen.Except(read).Select(static organization => organization.Name).ToList();
        var table = SpendTable.Of(read, query.Project, query.By, query.Window, sums.Today);
        return Write(json =>
        {
            json.WriteString("from", query.Window.Start.ToString());
            json.WriteString("to", query.Window.Last.ToString());
            json.WriteString("by", QueryReader.Text(query.By));
            json.WriteString("currency", "usd");
            json.WriteString("today", sums.Today.ToString());
            WriteOrganizations(json, chosen);
            WriteSummary(json, read.Count == 0 ? null : Overview.Of(read, query.Project, sums.Today), unread);
            WriteDays(json, table, unread);
            WriteRows(json, table);
        });
    }

    /// <summary>Writes why there is no answer.</summary>
    public static byte[] OfError(string message) => Write(json => json.WriteString("error", message));

    private static void WriteOrganizations(Utf8JsonWriter json, List<OrganizationSums> organizations)
    {
        json.WriteStartArray("organizations");
        foreach (var organization in organizations)
        {
            json.WriteStartObject();
            json.WriteString("name", organization.Name);
            WriteTime(json, "costs_read_at", organization.Costs?.Surface.ReadAt);
            WriteTime(json, "costs_through", organization.Costs?.Surface.DataThrough);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSummary(Utf8JsonWriter json, Overview? overview, List<string> unread)
    {
        json.WriteStartObject("summary");
        WriteWhole(json, "today_usd", overview?.TodayUsd);
        WriteWhole(json, "yesterday_usd", overview?.YesterdayUsd);
        WriteWhole(json, "last_7_days_usd", overview?.WeekUsd);
        WriteWhole(json, "previous_7_days_usd", overview?.WeekBeforeUsd);
        WriteWhole(json, "month_to_date_usd", overview?.MonthToDateUsd);
        WriteWhole(json, "forecast_month_usd", overview?.ForecastUsd);
        WriteWhole(json, "previous_month_usd", overview?.PreviousMonthUsd);
        WriteUsd(json, "monthly_budget_usd", overview?.Budget?.Month?.Usd);
        WriteNames(json, "without", unread);
        json.WriteEndObject();
    }

    private static void WriteDays(Utf8JsonWriter json, SpendTable table, List<string> unread)
    {
        json.WriteStartArray("days");
        foreach (var day in table.Days)
        {
            json.WriteStartObject();
            json.WriteString("date", day.Day.ToString());
            json.WriteString("state", day.State switch
            {
                DayState.Unknown => "unknown",
                DayState.Open => "open",
                DayState.Settling => "settling",
                _ => "settled",
            });
            WriteUsd(json, "usd", day.Usd);
            WriteNames(json, "without", [.. unread, .. day.Missing]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRows(Utf8JsonWriter json, SpendTable table)
    {
        json.WriteStartArray("rows");
        foreach (var group in table.Groups)
        {
            json.WriteStartObject();
            var what = QueryReader.Text(table.By);
            if (table.By is Breakdown.Project or Breakdown.User)
            {
                json.WriteString("organization", group.Organization);
                json.WriteString($"{what}_id", group.Id);
                json.WriteString(what, group.Id is null ? null : group.Name);
            }
            else
            {
                json.WriteString(what, group.Id);
            }

            WriteUsd(json, "usd", group.Last(table.Window.Days));
            json.WriteStartArray("usd_by_day");
            for (var i = 0; i < table.Days.Length; i++)
            {
                if (table.Days[i].Usd is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteRawValue(Markup.Figures.Exact(group.UsdByDay[i]));
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A program does not read footnotes: a sum that lacks an organization is not one.
    private static void WriteWhole(Utf8JsonWriter json, string name, PartialUsd? usd) =>
        WriteUsd(json, name, usd is { Missing.IsEmpty: true } whole ? whole.Usd : null);

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
        if (usd is { } known)
        {
            // Without the trailing zeros that a decimal keeps.
            json.WriteRawValue(Markup.Figures.Exact(known));
        }
        else
        {
            json.WriteNullValue();
        }
    }

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
