using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Books;

/// <summary>What the families of one measure of usage must show, reckoned from the simulator's books alone.</summary>
internal sealed class ExpectedUsage(SimulatedOrganization organization, UsageMetric metric)
{
    private const int TrailingDays = 8;

    private readonly IReadOnlyList<UsageRow> _rows = organization.Server.GroundTruth.UsageAsOf(
        organization.Now, metric.Surface, organization.Today.AddDays(1 - TrailingDays), organization.Today);

    public ExpectedSeries Today()
    {
        var series = new ExpectedSeries();
        foreach (var row in _rows)
        {
            series.Add(row.Date == organization.Today ? row.Measures[metric.Measure] : 0, LabelsOf(row));
        }

        return series;
    }

    // A row with another measure above zero keeps the zero of this one.
    public ExpectedSeries Daily()
    {
        var series = new ExpectedSeries();
        foreach (var row in _rows.Where(row => row.Measures.Values.Any(value => value != 0)))
        {
            series.Add(row.Measures[metric.Measure], [.. LabelsOf(row), ("date", ExpectedSeries.Date(row.Date))]);
        }

        return series;
    }

    private (string Name, string? Value)[] LabelsOf(UsageRow row) =>
    [
        .. ExpectedCosts.ProjectOf(organization, row.Dimensions["project_id"]),
        .. metric.OwnDimensions.Select(dimension => (dimension, row.Dimensions[dimension])),
    ];
}
