using System.Text.Json.Nodes;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>What each panel needs to be understood, and to look right when there is nothing to show.</summary>
internal static class PanelRules
{
    private const int ShortestDescription = 60;
    private static readonly string[] Units = ["currencyUSD", "short", "percentunit", "s", "bytes", "dateTimeFromNow"];
    private static readonly string[] WithLegend = ["timeseries", "barchart"];

    public static IEnumerable<string> Findings(Panel panel)
    {
        if (panel.Title.Length == 0) yield return $"The {panel} has no title.";
        if (panel.Description.Length < ShortestDescription) yield return $"The {panel} has no description that says what it includes and what not.";
        if (!Units.Contains((string?)panel.Defaults?["unit"])) yield return $"The {panel} has no unit, or one that is not used elsewhere.";
        if (string.IsNullOrEmpty((string?)panel.Defaults?["noValue"])) yield return $"The {panel} does not say what it means that there is nothing to show.";
        if (!UsesTheVariable(panel.Json)) yield return $"The {panel} does not use the variable for the data source.";
        if (panel.Queries.Count == 0) yield return $"The {panel} asks for nothing.";
        if (panel.Queries.DistinctBy(static query => query.RefId).Count() < panel.Queries.Count) yield return $"The {panel} has two queries of the same name.";
        if (WithLegend.Contains(panel.Type) && (bool?)panel.Json["options"]?["legend"]?["showLegend"] != true) yield return $"The {panel} has no legend.";
        if (panel.IsDated && !DrawsDays(panel)) yield return $"The {panel} must drop the time of the query, make a time of the day, and make series of the rows, in this order.";
    }

    public static bool UsesTheVariable(JsonObject json) => (string?)json["datasource"]?["uid"] == "${datasource}" && (string?)json["datasource"]?["type"] == "prometheus";

    // The order counts: a field of type time is found by the name Time too, so that dropping Time later would drop the day.
    private static bool DrawsDays(Panel panel)
    {
        var steps = Dashboard.Objects(panel.Json["transformations"]).ToArray();
        return steps.Select(static step => (string)step["id"]!).SequenceEqual(["organize", "convertFieldType", "prepareTimeSeries"])
            && (bool?)steps[0]["options"]!["excludeByName"]!["Time"] == true
            && (string?)steps[1]["options"]!["conversions"]![0]!["targetField"] == "day"
            && (string?)steps[1]["options"]!["conversions"]![0]!["destinationType"] == "time"
            && (string?)steps[2]["options"]!["format"] == "multi";
    }
}
