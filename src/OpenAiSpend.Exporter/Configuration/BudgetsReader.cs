using System.Collections.Immutable;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Budgets;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the sections <c>budgets</c> and <c>projects</c>.</summary>
internal sealed class BudgetsReader(List<string> warnings)
{
    private const decimal MostUsd = 1_000_000_000_000m;

    /// <summary>Labels of openai_project_info that an attribute must not take.</summary>
    private static readonly string[] TakenLabels = ["organization", "project_id", "project", "status", "instance", "job"];

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
                    project.Error(name, $"the key becomes a label of openai_project_info, which has {string.Join(", ", TakenLabels)} already");
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

    public IReadOnlyList<BudgetOptions> ReadBudgets(
        IReadOnlyList<YamlSection> sections, IReadOnlyList<string> organizations, OrganizationSettings settings)
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
                MonthlyUsd = section.Number("monthly_usd", 0, MostUsd),
                DailyUsd = section.Number("daily_usd", 0, MostUsd),
            };
            section.RefuseUnknownKeys();
            CheckName(section, budget, budgets);
            CheckOrganization(section, budget, organizations);
            CheckScope(section, budget, settings);
            budgets.Add(budget);
        }

        return budgets;
    }

    private static void CheckName(YamlSection section, BudgetOptions budget, List<BudgetOptions> others)
    {
        if (budget.Name.Length == 0)
        {
            section.Error("name", "a name is needed; it becomes the budget label");
        }
        else if (budget.Name == BudgetReport.OpenAiSpendLimit)
        {
            section.Error("name", $"\"{budget.Name}\" stands for the limits that are set at OpenAI; another name is needed");
        }
        else if (others.Any(other => other.Name == budget.Name && other.Organization == budget.Organization))
        {
            section.Error("name", $"\"{budget.Name}\" names two budgets; each needs a name of its own");
        }

        if (budget is { MonthlyUsd: null, DailyUsd: null })
        {
            section.Error("monthly_usd", "an amount in US dollars is needed, here or in daily_usd");
        }
    }

    private static void CheckOrganization(YamlSection section, BudgetOptions budget, IReadOnlyList<string> organizations)
    {
        if (budget.Organization is null && organizations.Count > 1)
        {
            section.Error("organization", $"several organizations are configured, so one of them is needed: {string.Join(", ", organizations)}");
        }
        else if (budget.Organization is { } name && organizations.Count > 0 && !organizations.Contains(name))
        {
            section.Error("organization", $"\"{name}\" was found; configured: {string.Join(", ", organizations)}");
        }
    }

    private void CheckScope(YamlSection section, BudgetOptions budget, OrganizationSettings settings)
    {
        if (budget is { Projects: not null, Team: not null })
        {
            section.Error("team", "projects is set as well; one of the two is needed");
        }
        else if (budget.Team is { } team && settings.ProjectsOfTeam(team).IsEmpty)
        {
            warnings.Add($"the budget {budget.Name} is for the team {team}, to which no entry of projects belongs: it counts no spend");
        }
    }

    private static bool IsLabelName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.StartsWith("__", StringComparison.Ordinal)
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
