using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpenAiSpend.Simulator;

/// <summary>The simulator's own paths: faults, books, requests and the runaway. They need no key.</summary>
internal sealed class FaultApi(GroundTruth truth, FaultPlan faults, RequestLog requests, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await (await AnswerAsync(context))(context);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            var kinds = JsonSerializer.Serialize(Enum.GetValues<FaultKind>(), FaultJson.Default.FaultKindArray);
            var message = exception is JsonException ? $"{exception.Message} The kinds of faults are {kinds}." : exception.Message;
            await ApiResponse.WriteErrorAsync(context.Response, new ApiErrorException(400, message, type: "simulator_error"));
        }
    }

    private async Task<RequestDelegate> AnswerAsync(HttpContext context)
    {
        var now = clock.GetUtcNow();
        var (from, to) = (Day(context, "from"), Day(context, "to"));
        switch (context.Request.Method, (context.Request.Path.Value ?? "").Split('/')[2..])
        {
            case ("GET", ["faults"]):
                break;
            case ("PUT", ["faults", var surface]):
                var asked = await JsonSerializer.DeserializeAsync(context.Request.Body, FaultJson.Default.Fault, context.RequestAborted)
                    ?? throw new ArgumentException("The body must be a fault.");
                // Over HTTP there is no hand to turn a test clock, so a pause passes on the machine's.
                faults.Set(surface, asked with { UsesMachineClock = true });
                break;
            case ("DELETE", ["faults"]):
                faults.ClearAll();
                break;
            case ("DELETE", ["faults", var surface]):
                faults.Clear(surface);
                break;
            case ("DELETE", ["requests"]):
                requests.Clear();
                return Json(requests.Snapshot(), BooksJson.Default.IReadOnlyListRecordedRequest);
            case ("GET", ["requests"]):
                return Json(requests.Snapshot(), BooksJson.Default.IReadOnlyListRecordedRequest);
            case ("GET", ["books", "costs"]):
                return Json(truth.CostsAsOf(now, from, to), BooksJson.Default.IReadOnlyListCostRow);
            case ("GET", ["books", "true_costs"]):
                return Json(truth.TrueCosts(from, to), BooksJson.Default.IReadOnlyListTrueCost);
            case ("GET", ["books", "usage", var surface]) when SurfaceSchema.ByName.ContainsKey(surface):
                return Json(truth.UsageAsOf(now, surface, from, to), BooksJson.Default.IReadOnlyListUsageRow);
            case ("PUT", ["runaway"]):
                truth.StartRunaway(now);
                return Json(truth.Runaway, BooksJson.Default.Runaway!);
            case ("DELETE", ["runaway"]):
                truth.StopRunaway(now);
                return Json(truth.Runaway, BooksJson.Default.Runaway!);
            case ("GET", ["runaway"]):
                return Json(truth.Runaway, BooksJson.Default.Runaway!);
            default:
                ApiErrorException noSuchPath = new(404, "The simulator has no such path.", type: "simulator_error");
                return http => ApiResponse.WriteErrorAsync(http.Response, noSuchPath);
        }
        return Json(faults.Active, FaultJson.Default.IReadOnlyDictionaryStringFault);
    }

    private static RequestDelegate Json<T>(T value, JsonTypeInfo<T> type) =>
        context => context.Response.WriteAsJsonAsync(value, type, "application/json", context.RequestAborted);

    /// <summary>A day of the query; today when it is not given.</summary>
    private DateOnly Day(HttpContext context, string name) => context.Request.Query.TryGetValue(name, out var text)
        ? DateOnly.ParseExact(text.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
        : LoadCurve.DayOf(clock.GetUtcNow());
}
