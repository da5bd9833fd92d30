using System.Globalization;
using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>The simulator's own paths: faults, books, requests and the runaway. They need no key.</summary>
internal sealed class ControlPanel(Books books, FaultPlan faults, RequestLog requests, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            await JsonResponses.WriteErrorAsync(context.Response, 400, exception.Message, "simulator_error", null, null);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split('/')[2..];
        switch (context.Request.Method, segments)
        {
            case ("GET", ["faults"]):
                await WriteFaultsAsync(context);
                break;
            case ("PUT", ["faults", var surface]):
                var asked = await JsonSerializer.DeserializeAsync<FaultDto>(context.Request.Body, Plain, context.RequestAborted)
                    ?? throw new ArgumentException("The body must be a fault.");
                faults.Set(surface, asked.ToFault());
                await WriteFaultsAsync(context);
                break;
            case ("DELETE", ["faults"]):
                faults.ClearAll();
                await WriteFaultsAsync(context);
                break;
            case ("DELETE", ["faults", var surface]):
                faults.Clear(surface);
                await WriteFaultsAsync(context);
                break;
            case ("GET", ["requests"]):
                await WriteAsync(context, requests.Snapshot());
                break;
            case ("DELETE", ["requests"]):
                requests.Clear();
                await WriteAsync(context, requests.Snapshot());
                break;
            case ("GET", ["books", "costs"]):
                await WriteAsync(context, books.CostsAsOf(clock.GetUtcNow(), Day(context, "from"), Day(context, "to")));
                break;
            case ("GET", ["books", "true_costs"]):
                await WriteAsync(context, books.TrueCosts(Day(context, "from"), Day(context, "to")));
                break;
            case ("GET", ["books", "usage", var surface]) when SurfaceSchema.ByName.ContainsKey(surface):
                await WriteAsync(context, books.UsageAsOf(clock.GetUtcNow(), surface, Day(context, "from"), Day(context, "to")));
                break;
            case ("GET", ["runaway"]):
                await WriteAsync(context, books.Runaway);
                break;
            case ("PUT", ["runaway"]):
                books.StartRunaway(clock.GetUtcNow());
                await WriteAsync(context, books.Runaway);
                break;
            case ("DELETE", ["runaway"]):
                books.StopRunaway(clock.GetUtcNow());
                await WriteAsync(context, books.Runaway);
                break;
            default:
                await JsonResponses.WriteErrorAsync(context.Response, 404, "The simulator has no such path.", "simulator_error", null, null);
                break;
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T value) =>
        context.Response.WriteAsJsonAsync(value, Snake, "application/json", context.RequestAborted);

    /// <summary>A day of the query; today when it is not given.</summary>
    private DateOnly Day(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var text)
        ? DateOnly.ParseExact(text.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
        : DayRhythm.DayOf(clock.GetUtcNow());

    private Task WriteFaultsAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        faults.Active.ToDictionary(pair => pair.Key, pair => FaultDto.Of(pair.Value)), Plain, "application/json", context.RequestAborted);
}
