using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.OpenAi;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Program.Tests.Export;

/// <summary>The sample of the README, compiled and run. What stands between the two marks must stand there too.</summary>
public sealed class ReadmeSample
{
    [Fact]
    public async Task Sample_OfTheReadme_IsThisOneAndPrintsTheBill()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await using var organization = await SimulatorServer.StartAsync(new SimulatorOptions { Clock = clock }, TestContext.Current.CancellationToken);
        await using var printed = new StringWriter();
        await PrintAsync(new OpenAiOptions { AdminKey = new AdminKey(organization.AdminKey), BaseUrl = organization.BaseUrl, RequestsPerSecond = 0 }, printed);
        var billed = organization.GroundTruth.CostsAsOf(clock.GetUtcNow(), new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 31));
        Assert.Equal(
            billed.Select(row => (row.Date, row.ProjectId, row.LineItem, row.QuantityUnit)).Distinct().Count(),
            printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var source = await File.ReadAllLinesAsync(Repository.File("tests", "program", "OpenAiSpend.Program.Tests", "Export", "ReadmeSample.cs"), TestContext.Current.CancellationToken);
        var sample = source.SkipWhile(line => !line.EndsWith("// The sample.", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.EndsWith("// Its end.", StringComparison.Ordinal)).Select(line => line.Trim());
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"), TestContext.Current.CancellationToken);
        Assert.Contains(string.Join('\n', sample), string.Join('\n', readme.Split('\n').Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OpenAiSpend.Domain")]
    [InlineData("OpenAiSpend.OpenAi")]
    public async Task Library_Packed_HoldsItsAssemblyAndItsDocumentation(string library)
    {
        using var folder = new TemporaryFolder();
        await using var pack = RunningProgram.Start(
            "dotnet", ["pack", Repository.File("src", library), "-c", "Release", "--no-build", "--nologo", "-o", folder.Path]);
        Assert.True(await pack.ExitCodeAsync() == 0, pack.Output);
        await using var package = System.IO.Compression.ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder.Path, $"{library}.*.nupkg")));
        Assert.All(
            new[] { $"lib/net10.0/{library}.dll", $"lib/net10.0/{library}.xml", "README.md" },
            file => Assert.Contains(package.Entries, entry => entry.FullName == file));
    }

    private static async Task PrintAsync(OpenAiOptions options, TextWriter Console)
    {
        // The sample.
        using var source = new OpenAiSpendSource(options);
        var month = new DayWindow(UtcDay.Of(new DateOnly(2026, 10, 1)), UtcDay.Of(new DateOnly(2026, 11, 1)));
        var query = new SurfaceQuery(Surface.Costs, [Dimension.ProjectId, Dimension.LineItem], month);
        foreach (var day in (await source.ReadAsync(query, CancellationToken.None)).Buckets)
        {
            foreach (var row in BilledRow.Of(day))
            {
                Console.WriteLine($"{day.Day} {row.ProjectId} {row.LineItem} {row.Amount} {row.Currency}");
            }
        }

        // Its end.
    }
}
