using System.Text.Json;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Export.Rows;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests.Rows;

public sealed class RowExportTests
{
    // Today is the 20th: with four days to settle, the 16th is the last settled day.
    private static readonly UtcDay Settled = Some.Date("2026-11-16");
    private static readonly UtcDay Open = Some.Date("2026-11-17");

    [Fact]
    public async Task Cost_OfUsageThatWasNotBilled_IsZeroOnASettledDayAndNullOnAnOpenOne()
    {
        var rows = await RowsAsync(new FakeOrganization().With(Used(Settled), Used(Open)));
        Assert.Equal(
            [("2026-11-16", 0m), ("2026-11-17", (decimal?)null)],
            rows.Select(row => (row.GetProperty("date").GetString()!, Cost(row))));
    }

    [Fact]
    public async Task Cost_OfASettledDayThatWasBilledInAnotherCurrency_IsNull()
    {
        var costs = Some.Bucket(
            Surface.Costs, Settled, Some.Row.Of(("project_id", "proj_a"), ("line_item", "gpt-5, input"), ("currency", "eur")).With("amount", 3));
        Assert.Null(Cost(Assert.Single(await RowsAsync(new FakeOrganization().With(Used(Settled), costs)))));
    }

    [Fact]
    public async Task Cost_OfADayWhoseCostsFail_IsNullThoughTheDayIsSettled()
    {
        var rows = await RowsAsync(new FakeOrganization { Failing = Surface.Costs }.With(Used(Settled)));
        Assert.Null(Cost(Assert.Single(rows)));
    }

    private static Bucket Used(UtcDay day) =>
        Some.Bucket(Surface.Completions, day, Some.Row.Of(("project_id", "proj_a"), ("model", "gpt-5")).With("input_tokens", 7));

    private static decimal? Cost(JsonElement row) =>
        row.GetProperty("cost_usd") is { ValueKind: JsonValueKind.Number } cost ? cost.GetDecimal() : null;

    private static async Task<List<JsonElement>> RowsAsync(FakeOrganization organization)
    {
        using var written = new MemoryStream();
        var export = new RowExport(
            "acme", new DayWindow(Settled, Open.Next), [Surface.Completions], AllocationMethod.LineItem, SettleDays: 4, RowFormat.Of(RowFormat.JsonDocument, new Csv(RawCells: false)));
        await export.WriteAsync(organization.Reader(), written, TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(written.ToArray());
        return [.. document.RootElement.Clone().GetProperty("rows").EnumerateArray()];
    }
}
