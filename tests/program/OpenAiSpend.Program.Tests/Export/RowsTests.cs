using System.Globalization;
using System.Text.Json;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Export;

namespace OpenAiSpend.Program.Tests.Export;

/// <summary>The rows of two weeks that end today, against the simulator's books.</summary>
public sealed class RowsTests(RowsTests.TwoWeeks read) : IClassFixture<RowsTests.TwoWeeks>
{
    private static readonly string[] Members =
        ["date", "identity", "identity_type", "tool", "tokens_input", "tokens_output", "cost_usd", "project_id", "project", "raw"];

    [Theory]
    [InlineData("line-item")]
    [InlineData("tokens")]
    public void Rows_OfEachDateAndProject_AddUpToTheBillExactly(string allocation)
    {
        var billed = read.Organization.Server.GroundTruth.CostsAsOf(read.Organization.Now, read.From, read.To)
            .GroupBy(row => (Date: row.Date.ToString("yyyy-MM-dd"), row.ProjectId))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.AmountUsd));
        var exported = read.Documents[allocation].GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("cost_usd").ValueKind != JsonValueKind.Null)
            .GroupBy(row => (Date: Text(row, "date")!, ProjectId: Text(row, "project_id")))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.GetProperty("cost_usd").GetDecimal()));
        Assert.NotEmpty(billed);
        Assert.Equal(billed.OrderBy(day => $"{day.Key}"), exported.OrderBy(day => $"{day.Key}"));
    }

    [Fact]
    public void Rows_OfCompletionsAndDecisions_CarryEveryTokenOfTheBooks()
    {
        var books = read.Organization.Server.GroundTruth;
        var used = Used("completions").Concat(Used("decisions")).ToList();
        var rows = read.Documents["tokens"].GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(used.Sum(row => row.Measures["input_tokens"]), Sum("tokens_input"));
        Assert.Equal(used.Sum(row => row.Measures["output_tokens"]), Sum("tokens_output"));
        Assert.Equal(
            used.Select(row => row.Dimensions["user_id"]).Where(id => id is not null).Distinct().Order(StringComparer.Ordinal),
            rows.Select(row => Text(row, "identity")).Where(id => id is not null).Distinct().Order(StringComparer.Ordinal));

        IReadOnlyList<UsageRow> Used(string surface) => books.UsageAsOf(read.Organization.Now, surface, read.From, read.To);

        decimal Sum(string member) => rows.Where(row => row.GetProperty(member).ValueKind == JsonValueKind.Number).Sum(row => row.GetProperty(member).GetDecimal());
    }

    [Fact]
    public void EachRow_Always_HasTheNamedMembersAndATypeThatFitsItsIdentity()
    {
        var names = read.Organization.Server.GroundTruth.Projects.ToDictionary(project => project.Id, project => project.Name);
        Assert.All(read.Documents["line-item"].GetProperty("rows").EnumerateArray(), row =>
        {
            Assert.Equal(Members, row.EnumerateObject().Select(member => member.Name));
            Assert.Equal(Text(row, "identity") is null ? "aggregate" : "user_id", Text(row, "identity_type"));
            Assert.Equal(Text(row, "project_id") is { } id ? names[id] : null, Text(row, "project"));
        });
    }

    [Fact]
    public async Task OtherFormats_OfTheSameDays_HaveTheSameRows()
    {
        var rows = read.Documents["line-item"].GetProperty("rows").EnumerateArray().Where(row => Text(row, "date") == Day(read.From)).ToList();
        string[] command = ["export", "--from", Day(read.From), "--to", Day(read.From), "--format"];
        var lines = await CommandRun.OfAsync(read.Organization, null, [.. command, "ndjson"]);
        var csv = await CommandRun.OfAsync(read.Organization, null, [.. command, "csv"]);
        Assert.Equal((0, 0), (lines.ExitCode, csv.ExitCode));
        Assert.Empty(lines.Errors);
        Assert.Equal(rows.Select(row => row.GetRawText()), lines.Output.Split('\n'));

        var table = CsvTable.Parse(csv.Output);
        Assert.Equal(Members, table.Columns);
        Assert.Equal(rows.Count, table.Rows.Count);
        Assert.All(rows.Zip(table.Rows), pair => Assert.All(Members, member =>
        {
            var value = pair.First.GetProperty(member);
            Assert.Equal(value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => value.GetString(), _ => value.GetRawText() }, pair.Second[member]);
        }));
    }

    [Fact]
    public void Meta_Always_SaysWhatWasReadAndJoined()
    {
        var meta = read.Documents["line-item"].GetProperty("meta");
        Assert.True(meta.GetProperty("pages").GetInt32() >= 12);
        Assert.Empty(meta.GetProperty("warnings").EnumerateArray());
        Assert.True(meta.GetProperty("joined").GetProperty("costs").GetBoolean());
        Assert.Equal(11, meta.GetProperty("joined").GetProperty("usage").GetArrayLength());
        Assert.Equal("line-item", meta.GetProperty("joined").GetProperty("allocation").GetString());
    }

    private static string? Text(JsonElement row, string member) => row.GetProperty(member).GetString();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public sealed class TwoWeeks : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal SimulatedOrganization Organization { get; private set; } = null!;

        internal Dictionary<string, JsonElement> Documents { get; } = [];

        public DateOnly From => Organization.Today.AddDays(-13);

        public DateOnly To => Organization.Today;

        public async ValueTask InitializeAsync()
        {
            Organization = await SimulatedOrganization.StartAsync();
            foreach (var allocation in new[] { "line-item", "tokens" })
            {
                var file = _folder.File(allocation);
                var run = await CommandRun.OfAsync(
                    Organization, null, "export", "--from", Day(From), "--to", Day(To), "--format", "rows", "--allocation", allocation, "-o", file);
                Assert.Equal((0, string.Empty), (run.ExitCode, run.Output));
                using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
                Documents[allocation] = document.RootElement.Clone();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _folder.Dispose();
            await Organization.DisposeAsync();
        }
    }
}
