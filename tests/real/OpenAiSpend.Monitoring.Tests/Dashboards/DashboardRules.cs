namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>What holds for a dashboard as a whole, and for its variables.</summary>
internal static class DashboardRules
{
    private const int MostPanels = 20;
    private const int NewestSchema = 41;
    private static readonly string[] ChosenSeverally = ["organization", "project", "model", "user", "job", "instance"];

    public static IEnumerable<string> Findings(Dashboard dashboard)
    {
        var json = dashboard.Json;
        if (json["id"] is not null) yield return "The id belongs to one Grafana; it must be null.";
        if (json.ContainsKey("__inputs")) yield return "It was exported for sharing; provisioning cannot ask for inputs.";
        if ((int)json["schemaVersion"]! > NewestSchema) yield return $"The schema is newer than {NewestSchema}.";
        if ((string?)json["timezone"] != "utc") yield return "Days are UTC days, and so must be the time zone.";
        if (string.IsNullOrEmpty((string?)json["description"])) yield return "It has no description.";
        if (json["panels"]!.AsArray().Count(static panel => (string?)panel!["type"] != "row") > MostPanels) yield return $"There are more than {MostPanels} panels on one page.";

        foreach (var id in Dashboard.Objects(json["panels"]).Concat(dashboard.Panels.Select(static panel => panel.Json)).Distinct().GroupBy(static panel => (int)panel["id"]!).Where(static same => same.Count() > 1))
        {
            yield return $"Several panels have the id {id.Key}.";
        }

        if (dashboard.Variables[0] is not { Name: "datasource", Type: "datasource", Query: "prometheus" }) yield return "The first variable must choose the data source.";
        foreach (var finding in dashboard.Variables.Skip(1).SelectMany(Findings)) yield return finding;
        foreach (var annotation in Dashboard.Objects(json["annotations"]!["list"]).Where(static annotation => annotation.ContainsKey("expr") && !PanelRules.UsesTheVariable(annotation)))
        {
            yield return $"The annotation \"{annotation["name"]}\" does not use the variable for the data source.";
        }
    }

    private static IEnumerable<string> Findings(Variable variable)
    {
        if (variable.Type == "query" && !PanelRules.UsesTheVariable(variable.Json)) yield return $"The variable {variable.Name} does not use the variable for the data source.";
        if (variable.Type == "query" && (int)variable.Json["refresh"]! != 2) yield return $"The variable {variable.Name} is not read again when the time range changes.";
        if (string.IsNullOrEmpty((string?)variable.Json["label"])) yield return $"The variable {variable.Name} has no label.";
        if (ChosenSeverally.Contains(variable.Name) && !((bool)variable.Json["multi"]! && variable.HasAll && (string?)variable.Json["allValue"] == ".*"))
        {
            yield return $"The variable {variable.Name} must offer several values, and all with the value .*, which includes series without the label.";
        }
    }
}
