using System.Collections.Immutable;
using System.Globalization;
using OpenAiSpend.Accounting.Budgets;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the sections <c>budgets</c> and <c>projects</c>.</summary>
internal static class BudgetsReader
{
    /// <summary>Labels that an attribute must not take: those of openai_project_info, and of alerts, which carry attributes as well.</summary>
    private static readonly string[] TakenLabels =
    [
        "organization", "project_id", "project", "status", "instance", "job", "pod",
        "alertname", "severity", "budget", "period", "source", "step", "day", "api_key", "api_key_id", "owner_type", "owner_id", "model", "alert_id",
    ];

    private static readonly string[] Severities = ["critical", "warning", "info"];

    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> ReadProjects(YamlSection projects)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var id in projects.Keys)
        {
            var project = projects.Section(id);
            var own = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var name in project.Keys)
            {
                if (!IsLabelName(name))
                {
                    project.Error(name, "the key becomes a label, so it needs letters, digits and underscores only, and no digit first");
                }
                else if (TakenLabels.Contains(name))
                {
                    project.Error(name, $"the key becomes a label of openai_project_info and of alerts, which have {string.Join(", ", TakenLabels)} already");
                }

                if (project.Text(name) is { } value)
                {
                    own[name] = value;
                }
            }

            attributes[id] = own.ToImmutable();
        }

        return attributes.ToImmutable();
    }

    public static IReadOnlyList<BudgetOptions> ReadBudgets(
        IReadOnlyList<YamlSection> sections, IReadOnlyList<string> organizations, OrganizationSettings settings, bool hasTraces, List<string> warnings)
    {
        var budgets = new List<BudgetOptions>();
        foreach (var section in sections)
        {
            var budget = new BudgetOptions
            {
                Name = section.Text("name") ?? string.Empty,
                Organization = section.Text("organization"),
                Projects = section.Texts("projects"),
                Team = section.Text("team"),
                Customer = section.Text("customer"),
                MonthlyUsd = section.Number("monthly_usd", BudgetOptions.UsdRange),
                DailyUsd = section.Number("daily_usd", BudgetOptions.UsdRange),
                Severity = ReadSeverity(section),
                WarnAt = ReadSteps(section),
            };
            section.RefuseUnknownKeys();
            section.Errors(budget.Validate(organizations, budgets).Where(error => error.Option != nameof(BudgetOptions.MonthlyUsd) || !section.Keys.Any(IsAmount)));
            if (budget is { Projects: null, Team: { } team } && settings.ProjectsOfTeam(team).IsEmpty)
            {
                warnings.Add($"the budget {budget.Name} is for the team {team}, to which no entry of projects belongs: it counts no spend");
            }

            if (budget.Customer is not null && !hasTraces)
            {
                warnings.Add($"the budget {budget.Name} is for the customer {budget.Customer}, and traces.prometheus_url is not set: what customers spend is unknown");
            }

            budgets.Add(budget);
        }

        return budgets;
    }

    private static AlertSeverity? ReadSeverity(YamlSection section)
    {
        var text = section.Text("severity");
        if (text is not null && !Severities.Contains(text))
        {
            section.Error("severity", $"{ConfigurationError.Found(text)}; allowed: {string.Join(", ", Severities)}");
            return null;
        }

        return text is null ? null : Enum.Parse<AlertSeverity>(text, ignoreCase: true);
    }

    private static decimal[] ReadSteps(YamlSection section)
    {
        var steps = new List<decimal>();
        foreach (var text in section.Texts("warn_at") ?? [])
        {
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step))
            {
                steps.Add(step);
            }
            else
            {
                section.Error("warn_at", $"{ConfigurationError.Found(text)}; fractions are needed, such as [0.5, 0.8]");
            }
        }

        return [.. steps];
    }

    // An amount that is wrong is not missing as well.
    private static bool IsAmount(string key) => key is "monthly_usd" or "daily_usd";

    private static bool IsLabelName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.StartsWith("__", StringComparison.Ordinal)
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
