using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OpenAiSpend.Simulator.Tests;

public class FaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Query => $"costs?start_time={Sim.Unix(new DateOnly(2026, 11, 16))}&group_by=project_id";

    [Fact]
    public async Task Set_WithACount_HitsThatManyRequestsOfThatSurface()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, Fault.Status(503).Times(2));

        List<int> statuses = [];
        for (var i = 0; i < 3; i++)
        {
            using var response = await sim.SendAsync(Query);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([503, 503, 200], statuses);
        await sim.GetAsync("users");
    }

    [Fact]
    public async Task Set_AfterTheFirst_BreaksTheSecondPage()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, Fault.Status(500).After(1).Times(1));

        var cursor = (await sim.GetAsync(Query + "&limit=2")).Text("next_page")!;
        var next = $"{Query}&limit=2&page={Uri.EscapeDataString(cursor)}";

        Assert.Equal(HttpStatusCode.InternalServerError, (await sim.FailAsync(next)).Status);
        await sim.GetAsync(next);
    }

    [Fact]
    public async Task Set_Star_HitsEverySurfaceUntilCleared()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set("*", Fault.Status(500, new Dictionary<string, string> { ["x-odd"] = "1" }, "plain text"));

        using var response = await sim.SendAsync("users");
        Assert.Equal("plain text", await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal("1", response.Headers.GetValues("x-odd").Single());
        sim.Server.Faults.ClearAll();
        await sim.GetAsync("users");
        Assert.Throws<ArgumentException>(() => sim.Server.Faults.Set("nothing", new Fault(FaultKind.Html)));
    }

    [Fact]
    public async Task RateLimited_SaysWhenToComeBackOrNot()
    {
        await using var sim = await Sim.StartAsync();

        Assert.Equal("120", await RetryAfterAsync(Fault.RateLimited(TimeSpan.FromMinutes(2))));
        Assert.Equal("Fri, 20 Nov 2026 12:20:30 GMT", await RetryAfterAsync(Fault.RateLimited(Sim.Noon)));
        Assert.Equal("Sat, 20 Nov 2027 12:20:30 GMT", await RetryAfterAsync(Fault.RateLimited(Sim.Noon.AddYears(1))));
        Assert.Null(await RetryAfterAsync(Fault.RateLimited()));
        Assert.Equal("250", await RetryAfterAsync(Fault.RateLimited(null, "250"), "retry-after-ms"));

        async Task<string?> RetryAfterAsync(Fault fault, string header = "Retry-After")
        {
            sim.Server.Faults.Set(Surfaces.Costs, fault);
            using var response = await sim.SendAsync(Query);
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            return response.Headers.TryGetValues(header, out var values) ? values.Single() : null;
        }
    }

    [Fact]
    public async Task CutInBody_BreaksTheRead()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.CutInBody));

        await Assert.ThrowsAsync<HttpRequestException>(() => sim.SendAsync(Query));
    }

    [Theory]
    [InlineData(FaultKind.HangBeforeHeaders)]
    [InlineData(FaultKind.HangInBody)]
    public async Task Hang_EndsWhenTheServerStops(FaultKind kind)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(kind));

        var hanging = sim.SendAsync(Query);
        while (sim.Server.Requests.CountOf(Surfaces.Costs) == 0)
            await Task.Yield();
        await sim.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task Hang_LeavesOtherRequestsAlone_AndEndsWithItsClient()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.HangBeforeHeaders).Times(1));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var hanging = sim.Client.GetAsync(sim.Url(Query), leaving.Token);
        while (sim.Server.Requests.CountOf(Surfaces.Costs) == 0)
            await Task.Yield();
        await sim.GetAsync(Query);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task Slow_AnswersInTheEnd()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, Fault.Slow(TimeSpan.FromMilliseconds(60), usesMachineClock: true));

        var before = TimeProvider.System.GetTimestamp();
        await sim.GetAsync(Query);

        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Body_ThatIsNoJson_IsServedWith200()
    {
        await using var sim = await Sim.StartAsync();

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(Body(new Fault(FaultKind.TruncatedJson))));
        Assert.Empty(Body(new Fault(FaultKind.EmptyBody)));
        Assert.StartsWith("<!DOCTYPE html>", Body(new Fault(FaultKind.Html)), StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(Body(new Fault(FaultKind.GzipGarbage))));
        Assert.InRange(Body(Fault.HugeBody(3_000_000)).Length, 3_000_000, 3_001_000);
        Assert.Contains(new string('[', 50_000), Body(new Fault(FaultKind.DeepNesting)), StringComparison.Ordinal);

        string Body(Fault fault)
        {
            sim.Server.Faults.Set(Surfaces.Costs, fault);
            using var response = sim.Client.Send(new HttpRequestMessage(HttpMethod.Get, sim.Url(Query)), Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var stream = response.Content.ReadAsStream(Ct);
            using StreamReader reader = new(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public async Task WrongKey_RepeatsTheWholeKey()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults.Set(Surfaces.Costs, new Fault(FaultKind.WrongKey));

        var (status, error) = await sim.FailAsync(Query);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains(sim.Server.AdminKey, error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_OverHttp_AreSetShownAndCleared()
    {
        await using var sim = await Sim.StartAsync();
        Uri faults = new(sim.Server.BaseUrl, "/simulator/faults");

        using var put = await sim.Client.PutAsJsonAsync(faults + "/costs", new { kind = "rate_limited", retry_after = "120", count = 9 }, Ct);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var limited = await sim.SendAsync(Query);
        Assert.Equal(TimeSpan.FromMinutes(2), limited.Headers.RetryAfter?.Delta);
        Assert.Contains("\"count\":8", await sim.Client.GetStringAsync(faults, Ct), StringComparison.Ordinal);
        using var delete = await sim.Client.DeleteAsync(faults, Ct);
        await sim.GetAsync(Query);

        using var never = await sim.Client.PutAsJsonAsync(faults + "/costs", new { kind = "html", count = 0 }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, never.StatusCode);
        using var unknown = await sim.Client.PutAsJsonAsync(faults + "/costs", new { kind = "nonsense" }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("lone_surrogate", await unknown.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            using var known = await sim.Client.PutAsJsonAsync(faults + "/users", new Fault(kind), FaultJson.Default.Fault, Ct);
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    public async Task Faults_OverHttp_AreSetWhateverTheContentType(string contentType)
    {
        await using var sim = await Sim.StartAsync();

        // What curl -d sends has the first of these types.
        using StringContent body = new("""{"kind":"html"}""", new System.Net.Http.Headers.MediaTypeHeaderValue(contentType));
        using var put = await sim.Client.PutAsync(new Uri(sim.Server.BaseUrl, "/simulator/faults/costs"), body, Ct);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(FaultKind.Html, sim.Server.Faults.Active["costs"].Kind);
    }
}
