using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

/// <summary>A running simulator, the clock it lives by and a plain client.</summary>
internal sealed class Sim : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 20, 30, TimeSpan.Zero);

    private Sim(SimulatorServer server, FixedClock clock)
    {
        Server = server;
        Clock = clock;
        Client = new HttpClient();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey);
    }

    public SimulatorServer Server { get; }

    public FixedClock Clock { get; }

    public HttpClient Client { get; }

    public DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Sim> StartAsync(Action<SimulatorOptions>? change = null)
    {
        FixedClock clock = new(Noon);
        SimulatorOptions options = new() { Clock = clock };
        change?.Invoke(options);
        return new Sim(await SimulatorServer.StartAsync(options, Ct), clock);
    }

    public static GroundTruth GroundTruth(string scenario = "default", int seed = 1, DateTimeOffset? now = null) =>
        Simulator.GroundTruth.Draw(new SimulatorOptions { Clock = new FixedClock(now ?? Noon), Scenario = scenario, Seed = seed, LabelSets = 500 });

    public static long Unix(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();

    public Uri Url(string pathAndQuery) => new(Server.BaseUrl + "/organization/" + pathAndQuery);

    public Task<HttpResponseMessage> SendAsync(string pathAndQuery, HttpCompletionOption option = HttpCompletionOption.ResponseContentRead) =>
        Client.GetAsync(Url(pathAndQuery), option, Ct);

    public async Task<JsonElement> GetAsync(string pathAndQuery)
    {
        using var response = await SendAsync(pathAndQuery);
        var body = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public async Task<(HttpStatusCode Status, JsonElement Error)> FailAsync(string pathAndQuery)
    {
        using var response = await SendAsync(pathAndQuery);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Ct));
        return (response.StatusCode, body.GetProperty("error"));
    }

    /// <summary>All buckets of a report, over as many pages as it has.</summary>
    public async Task<List<JsonElement>> ReadBucketsAsync(string pathAndQuery)
    {
        List<JsonElement> buckets = [];
        string? cursor = null;
        do
        {
            var page = await GetAsync(cursor is null ? pathAndQuery : $"{pathAndQuery}&page={Uri.EscapeDataString(cursor)}");
            buckets.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("has_more").GetBoolean() ? page.GetProperty("next_page").GetString() : null;
        }
        while (cursor is not null);
        return buckets;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
