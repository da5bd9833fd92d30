using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Books;

/// <summary>What the families of costs must show, reckoned from the simulator's books alone.</summary>
internal sealed class ExpectedCosts(SimulatedOrganization organization, bool byApiKey)
{
    private const int TrailingDays = 35;

    private static readonly string[] Project = ["organization", "project_id", "project"];

    private readonly IReadOnlyList<CostRow> _rows =
        organization.Server.GroundTruth.CostsAsOf(organization.Now, organization.Today.AddDays(-64), organization.Today);

    /// <summary>The labels of each cost.</summary>
    public string[] Labels { get; } = [.. Project, "line_item", "model", "meter", .. byApiKey ? ["api_key_id"] : Array.Empty<string>()];

    public static string[] ProjectLabels => Project;

    private DateOnly MonthStart { get; } = new(organization.Today.Year, organization.Today.Month, 1);

    private IEnumerable<CostRow> Trailing => _rows.Where(row => row.Date > organization.Today.AddDays(-TrailingDays));

    // Quantities have no series where OpenAI names no unit, or adds different units up under one line.
    private IEnumerable<CostRow> Quantities => Trailing
        .GroupBy(row => (row.Date, row.ProjectId, row.LineItem, Key: byApiKey ? row.ApiKeyId : null))
        .Where(group => group.Select(row => row.QuantityUnit).Distinct().Count() == 1)
        .SelectMany(group => group)
        .Where(row => row.Quantity is not null);

    public ExpectedSeries Today() => Amounts(Trailing, row => row.Date == organization.Today);

    public ExpectedSeries Daily() => WithoutZeros(Amounts(Trailing, _ => true, byDate: true));

    public ExpectedSeries MonthToDate() => Amounts(
        _rows.Where(row => row.Date >= MonthStart || row.Date > organization.Today.AddDays(-TrailingDays)), row => row.Date >= MonthStart);

    public ExpectedSeries PreviousMonth()
    {
        var series = new ExpectedSeries();
        foreach (var row in _rows.Where(row => row.Date >= MonthStart.AddMonths(-1) && row.Date < MonthStart))
        {
            series.Add(row.AmountUsd, ProjectOf(organization, row.ProjectId));
        }

        return series;
    }

    public ExpectedSeries QuantityToday()
    {
        var series = new ExpectedSeries();
        foreach (var row in Quantities)
        {
            series.Add(row.Date == organization.Today ? row.Quantity!.Value : 0, [.. LabelsOf(row), ("unit", row.QuantityUnit)]);
        }

        return series;
    }

    public ExpectedSeries QuantityDaily()
    {
        var series = new ExpectedSeries();
        foreach (var row in Quantities)
        {
            series.Add(row.Quantity!.Value, [.. LabelsOf(row), ("unit", row.QuantityUnit), ("date", ExpectedSeries.Date(row.Date))]);
        }

        return WithoutZeros(series);
    }

    /// <summary>The labels that say whose a value is.</summary>
    public static (string Name, string? Value)[] ProjectOf(SimulatedOrganization organization, string? id) =>
        [("organization", "acme"), ("project_id", id), ("project", organization.ProjectName(id))];

    // OpenAI's grammar of line items, as it is documented: [product | ] item [, meter].
    private static (string? Model, string? Meter) Parse(string? lineItem)
    {
        if (string.IsNullOrWhiteSpace(lineItem))
        {
            return (null, null);
        }

        var item = lineItem.Split(" | ")[^1];
        var comma = item.LastIndexOf(", ", StringComparison.Ordinal);
        var (subject, meter) = comma < 0 ? (item.Trim(), null) : (item[..comma].Trim(), item[(comma + 2)..].Trim());
        var isModel = subject.Any(c => c is '-' or (>= '0' and <= '9')) && !subject.Any(char.IsWhiteSpace);
        return isModel ? (subject, meter) : (null, meter ?? subject);
    }

    private static ExpectedSeries WithoutZeros(ExpectedSeries series)
    {
        series.RemoveZeros();
        return series;
    }

    private ExpectedSeries Amounts(IEnumerable<CostRow> rows, Func<CostRow, bool> isSummed, bool byDate = false)
    {
        var series = new ExpectedSeries();
        foreach (var row in rows)
        {
            series.Add(isSummed(row) ? row.AmountUsd : 0, [.. LabelsOf(row), ("date", byDate ? ExpectedSeries.Date(row.Date) : null)]);
        }

        return series;
    }

    private (string Name, string? Value)[] LabelsOf(CostRow row)
    {
        var (model, meter) = Parse(row.LineItem);
        return
        [
            .. ProjectOf(organization, row.ProjectId),
            ("line_item", row.LineItem),
            ("model", model),
            ("meter", meter),
            ("api_key_id", byApiKey ? row.ApiKeyId : null),
        ];
    }
}
