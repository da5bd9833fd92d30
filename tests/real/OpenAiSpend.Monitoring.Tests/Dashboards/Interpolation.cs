using System.Text.RegularExpressions;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Dashboards;

/// <summary>Fills in variables as Grafana does.</summary>
internal static partial class Interpolation
{
    private const string AllValues = ".*";

    private static readonly Dictionary<string, string> OfThePanel = new() { ["__rate_interval"] = "1m", ["__range"] = "1h" };

    /// <summary>Fills in what is chosen; names that are no variables, such as groups of a regular expression, stay.</summary>
    public static string Fill(string expression, IReadOnlyDictionary<string, string> choices) => VariableName.Replace(
        expression,
        match => choices.TryGetValue(match.Groups[1].Value, out var chosen) || OfThePanel.TryGetValue(match.Groups[1].Value, out chosen) ? chosen : match.Value);

    /// <summary>What a newcomer sees: all of everything, and the first value of what has no all, once for each breakdown.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> DefaultsAsync(Dashboard dashboard, PrometheusServer prometheus)
    {
        Dictionary<string, string> choices = [];
        foreach (var variable in dashboard.Variables.Where(static variable => variable.Type == "query"))
        {
            choices[variable.Name] = variable.HasAll ? AllValues : await ValuesAsync(variable, prometheus, choices) is [var first, ..] ? first.Value : "";
        }

        return dashboard.Variables.FirstOrDefault(static variable => variable.Type == "custom") is not { } breakdown
            ? [choices]
            : [.. breakdown.Options.Select(option => new Dictionary<string, string>(choices) { [breakdown.Name] = option })];
    }

    /// <summary>Every value of every variable, chosen one by one.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EveryValueAsync(Dashboard dashboard, PrometheusServer prometheus)
    {
        Dictionary<string, string> choices = [];
        foreach (var variable in dashboard.Variables.Where(static variable => variable.Type != "datasource"))
        {
            choices[variable.Name] = variable.Type == "custom"
                ? variable.Options[0]
                : $"({string.Join('|', (await ValuesAsync(variable, prometheus, choices)).Select(static value => Escape(value.Value)))})";
        }

        return choices;
    }

    /// <summary>What a variable offers: the text that is shown, and the value that is filled in.</summary>
    public static async Task<IReadOnlyList<(string Text, string Value)>> ValuesAsync(Variable variable, PrometheusServer prometheus, IReadOnlyDictionary<string, string> choices)
    {
        var query = Fill(variable.Query, choices);
        if (LabelValues.Match(query) is { Success: true } labels)
        {
            var match = labels.Groups["selector"].Success ? $"?match[]={Uri.EscapeDataString(labels.Groups["selector"].Value)}" : "";
            var values = await prometheus.GetAsync($"label/{labels.Groups["label"].Value}/values{match}");
            return [.. values.EnumerateArray().Select(static value => (value.GetString()!, value.GetString()!))];
        }

        // The rows as Grafana writes them, and its way to take text and value from a row.
        var pattern = new Regex(variable.Pattern.Trim('/'));
        return
        [
            .. (await prometheus.QueryAsync(QueryResult.Match(query).Groups[1].Value))
                .Select(static row => $"{{{string.Join(',', row.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}=\"{label.Value}\""))}}} {row.Value}")
                .Select(row => pattern.Match(row))
                .Where(static match => match.Success)
                .Select(static match => (match.Groups["text"].Value, match.Groups["value"].Value)),
        ];
    }

    // What is special in a regular expression is escaped, and then every backslash once more, since it stands in a text.
    private static string Escape(string value) => Special.Replace(value, @"\\$0");

    [GeneratedRegex(@"\$\{?([A-Za-z_]\w*)(?::\w+)?\}?")]
    private static partial Regex VariableName { get; }

    [GeneratedRegex(@"^label_values\((?:(?<selector>.+),\s*)?(?<label>\w+)\)$")]
    private static partial Regex LabelValues { get; }

    [GeneratedRegex(@"^query_result\((.+)\)$")]
    private static partial Regex QueryResult { get; }

    [GeneratedRegex(@"[$^*{}\[\]'+?.()|]")]
    private static partial Regex Special { get; }
}
