using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Servers.Tests.Writers;

/// <summary>The sample service as a program of its own, before the simulated organization.</summary>
public sealed class HostedSpendServiceTests
{
    private static readonly string[] Paths = ["/metrics/openai", "/metrics", "/metrics/prometheus-net"];

    [Fact]
    public async Task Service_BySimulatedBooks_ShowsTheSameSeriesByEachOfTheThree()
    {
        await ThreeWriters.NeedParserAsync();
        await using var organization = await SimulatedOrganization.StartAsync();
        organization.SkipNearMidnight();
        using TemporaryFolder folder = new();
        var key = folder.Write("key", organization.Server.AdminKey);
        await using var service = await LoopbackServer.StartAsync(
            "dotnet",
            (_, url) => [Path.Combine(AppContext.BaseDirectory, "HostedSpendService.dll"), $"--urls={url}", $"--OPENAI_BASE_URL={organization.Server.BaseUrl}", $"--OPENAI_ADMIN_KEY_FILE={key}"],
            readyPath: Paths[0]);
        await Eventually.True(
            async () => ParsedExposition.Parse(await service.Http.GetStringAsync(new Uri(Paths[0], UriKind.Relative)))["openai_api_key_info"].Length > 0,
            $"The service does not read the organization:\n{service.Log}",
            pause: TimeSpan.FromMilliseconds(500));

        // A poll may end between one page and the next.
        var (areSame, output) = (false, "");
        await Eventually.True(
            async () =>
            {
                (areSame, output) = await ThreeWriters.CompareAsync(await ThreeWriters.ReadAsync(service.Http, Paths, folder, "page"));
                return areSame;
            },
            $"The pages differ.\n{service.Log}",
            pause: TimeSpan.FromSeconds(1));

        Assert.True(areSame, output);
        var page = ParsedExposition.Parse(await service.Http.GetStringAsync(new Uri(Paths[0], UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.NotEmpty(page["openai_cost_usd"]);
        Assert.NotEmpty(page["openai_completions_daily_input_tokens"]);
    }

    [Fact]
    public async Task Program_OfTheSample_StandsInTheReadmeAndIsShort()
    {
        var program = await File.ReadAllLinesAsync(Repository.File("samples", "HostedSpendService", "Program.cs"), TestContext.Current.CancellationToken);
        var readme = await File.ReadAllLinesAsync(Repository.File("README.md"), TestContext.Current.CancellationToken);

        Assert.InRange(program.Length, 1, 20);
        Assert.All(program.Where(static line => line.Length > 0), line => Assert.Contains($"    {line}", readme));
    }
}
