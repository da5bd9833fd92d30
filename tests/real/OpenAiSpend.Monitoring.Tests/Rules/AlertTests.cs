using System.Text.RegularExpressions;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>What every alert has to have.</summary>
public sealed partial class AlertTests
{
    private const string Runbook = "https://github.com/openai-spend-exporter/openai-spend-exporter/blob/main/prometheus/runbook.md#";

    public static TheoryData<string> AlertNames => [.. RuleFiles.AlertNames];

    public static TheoryData<string> SpendAlertNames => [.. RuleFiles.Read("spend-alerts.yml").Select(static rule => rule.Alert!).Distinct()];

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void Labels_EachAlert_HaveASeverityOfThreeOrTheBudgets(string alert) =>
        Assert.All(Rules(alert), static rule => Assert.Matches(@"^(critical|warning|info|\{\{.*\$labels\.severity.*\}\})$", rule.Labels["severity"]));

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void Annotations_EachAlert_SayWhatItIsAboutAndWhereToGo(string alert) => Assert.All(Rules(alert), rule =>
    {
        Assert.EndsWith(".", rule.Annotations["description"], StringComparison.Ordinal);
        Assert.Equal(Runbook + alert.ToLowerInvariant(), rule.Annotations["runbook_url"]);
        Assert.Matches("^{{ with query \"url:openai_dashboards_info:last_known\" }}.*{{ end }}/d/openai-(spend|usage|exporter)($|[?])", rule.Annotations["dashboard_url"]);
    });

    [Theory]
    [MemberData(nameof(SpendAlertNames))]
    public void Annotations_EachSpendAlert_NameTheOrganizationAndDollars(string alert) => Assert.All(Rules(alert), static rule =>
    {
        Assert.Matches(@"\${{.*%\.0f", rule.Annotations["summary"]);
        Assert.Contains("$labels.organization", rule.Annotations["description"], StringComparison.Ordinal);
        Assert.Matches(@"\${{.*%\.2f", rule.Annotations["description"]);
    });

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void Runbook_EachAlert_HasAHeadingThatSaysWhatItMeansAndWhatToDo(string alert)
    {
        var section = File.ReadAllText(Repository.File("prometheus", "runbook.md")).Split("\n### ").Single(text => text.StartsWith($"{alert}\n", StringComparison.Ordinal));

        Assert.Contains("**Meaning.**", section, StringComparison.Ordinal);
        Assert.Contains("**Look at**", section, StringComparison.Ordinal);
        Assert.Contains("**Do.**", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Runbook_EachHeading_BelongsToAnAlert()
    {
        var headings = Heading.Matches(File.ReadAllText(Repository.File("prometheus", "runbook.md"))).Select(static match => match.Groups[1].Value);

        Assert.Equal(RuleFiles.AlertNames.Order(StringComparer.Ordinal), headings.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void PromtoolTests_EachAlert_HaveACaseThatFiresAndOneThatIsSilent(string alert)
    {
        Assert.Contains(RuleTestFiles.ExpectedAlerts[alert], static count => count > 0);
        Assert.Contains(RuleTestFiles.ExpectedAlerts[alert], static count => count == 0);
    }

    [Theory]
    [MemberData(nameof(SpendAlertNames))]
    public void PromtoolTests_EachSpendAlert_GoThroughOutagesAndRestarts(string alert) =>
        Assert.Contains($"alertname=\"{alert}\"", File.ReadAllText(Repository.File("prometheus", "tests", "neutrality.yml")), StringComparison.Ordinal);

    [Fact]
    public void Expressions_OfSpendAlerts_LookOnlyAtWhatOutlastsAnOutage() => Assert.All(RuleFiles.Read("spend-alerts.yml"), static rule =>
    {
        var expression = MetricNames.WithoutTexts(rule.Expression);

        Assert.Empty(MetricNames.Exposed(expression));
        Assert.All(MetricNames.Recorded(expression), static name => Assert.EndsWith("last_known", name, StringComparison.Ordinal));
    });

    // neutrality.yml turns days; calendar.yml turns the month for this one alert and for the data of months.
    [Fact]
    public void Expressions_ThatAskForTheCalendar_AreOfTheForecastAlone() => Assert.Equal(
        ["OpenAIBudgetForecastExceeded"],
        RuleFiles.All.Where(static rule => Calendar.IsMatch(rule.Expression)).Select(static rule => $"{rule}"));

    private static IEnumerable<Rule> Rules(string alert) => RuleFiles.Alerts.Where(rule => rule.Alert == alert);

    [GeneratedRegex("^### (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"\b(minute|hour|day_of_week|day_of_month|day_of_year|days_in_month|month|year)\(")]
    private static partial Regex Calendar { get; }
}
