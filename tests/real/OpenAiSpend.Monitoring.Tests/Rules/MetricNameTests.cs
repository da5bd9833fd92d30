using System.Text.RegularExpressions;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Monitoring.Tests.Dashboards;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Rules;

/// <summary>Names of metrics and labels are the exporter's own, wherever rules and their texts use them.</summary>
public sealed partial class MetricNameTests
{
    private static readonly string[] LabelsOfPrometheus = ["instance", "job"];

    // Of info series, as the configuration names them.
    private static readonly string[] Attributes = ["team", "cost_center", "name"];

    [Fact]
    public void Rules_EachMetricThatTheyName_IsInTheCatalogue() => Assert.All(
        RuleFiles.All.SelectMany(static rule => MetricNames.Exposed(MetricNames.WithoutTexts(rule.Expression))
            .Concat(MetricNames.Exposed(string.Join('\n', rule.Annotations.Where(static text => text.Key == "description").Select(static text => text.Value))))),
        static name => Assert.Contains(name, MetricNames.Catalogue));

    [Fact]
    public void RulesAndDashboards_EachMetricThatTheyName_IsExposedByDefault()
    {
        var exposed = new ExposedFamilies(new ExpositionOptions());
        var expressions = RuleFiles.All.Select(static rule => rule.Expression)
            .Concat(DashboardFiles.All.SelectMany(static dashboard => dashboard.Panels).SelectMany(static panel => panel.Queries).Select(static query => query.Expression));

        Assert.All(expressions.SelectMany(static expression => MetricNames.Exposed(MetricNames.WithoutTexts(expression))), name => Assert.True(exposed.Contains(name), name));
    }

    [Fact]
    public void Rules_EachRecordedSeriesThatTheyName_IsRecorded()
    {
        var recorded = RuleFiles.All.Select(static rule => rule.Record).OfType<string>().ToHashSet();

        Assert.All(RuleFiles.All.SelectMany(static rule => MetricNames.Recorded($"{rule.Expression}\n{rule.Annotations.GetValueOrDefault("description")}")), name => Assert.Contains(name, recorded));
    }

    [Fact]
    public void RecordedSeries_Names_AreLevelMetricAndOperation() => Assert.All(
        RuleFiles.All.Select(static rule => rule.Record).OfType<string>(),
        static name => Assert.Matches("^[a-z_]+:openai_[a-z0-9_]+:[a-z0-9_]+$", name));

    [Theory]
    [InlineData("runbook.md")]
    [InlineData("README.md")]
    public void Documents_EachMetricThatTheyName_Exists(string document)
    {
        var text = File.ReadAllText(Repository.File("prometheus", document));
        var recorded = RuleFiles.All.Select(static rule => rule.Record).OfType<string>().ToHashSet();

        Assert.All(MetricNames.Exposed(text), static name => Assert.Contains(name, MetricNames.Catalogue));
        Assert.All(MetricNames.Recorded(text), name => Assert.Contains(name, recorded));
    }

    [Fact]
    public void PromtoolTests_EachInputSeries_IsOneThatTheExporterCouldShow()
    {
        var series = RuleTestFiles.Groups
            .SelectMany(static group => group.Find("input_series").Mappings())
            .Select(static input => input.Text("series")!)
            .Where(static text => !text.StartsWith("up{", StringComparison.Ordinal))
            .ToHashSet();

        Assert.All(series, static text =>
        {
            var family = MetricNames.Catalogue[text[..text.IndexOf('{', StringComparison.Ordinal)]];
            Assert.All(LabelName.Matches(text).Select(static match => match.Groups[1].Value), label => Assert.Contains(label, family.Labels.Concat(LabelsOfPrometheus).Concat(family.Name.EndsWith("_info", StringComparison.Ordinal) || family.Name == "openai_budget_step_ratio" ? Attributes : [])));
        });
    }

    [GeneratedRegex("(\\w+)=\"")]
    private static partial Regex LabelName { get; }
}
