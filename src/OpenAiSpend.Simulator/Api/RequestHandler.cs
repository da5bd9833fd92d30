namespace OpenAiSpend.Simulator;

/// <summary>Takes every request, finds who answers it and applies the faults.</summary>
internal sealed class RequestHandler(
    SimulatorOptions options, GroundTruth truth, FaultPlan faults, RequestLog requests, CancellationToken stopping)
{
    private readonly FaultResponses _faultResponses = new(options.Clock);
    private readonly Authorization _authorization = new(options);
    private readonly FaultApi _faultApi = new(truth, faults, requests, options.Clock);
    private readonly DirectoryLists _lists = new(truth);
    private readonly CostsReport _costs = new(truth, HasOldName(options));
    private readonly Dictionary<string, UsageReport> _usage =
        SurfaceSchema.ByName.ToDictionary(pair => pair.Key, pair => new UsageReport(truth, pair.Value, HasOldName(options)));

    /// <summary>How many requests hang at the moment, as a fault wants it.</summary>
    public int Hanging => _faultResponses.Hanging;

    public async Task HandleAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (context.Request.Path.StartsWithSegments("/simulator"))
                await _faultApi.HandleAsync(context);
            else
                await RecordAsync(context, ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && ending.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static bool HasOldName(SimulatorOptions options) => Scenarios.Parse(options.Scenario).Contains(Scenarios.OldEnvelope);

    private async Task RecordAsync(HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        var route = ApiRoute.Find(request.Path.Value ?? "");
        RecordedRequest recorded = new(
            request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", route?.Surface, options.Clock.GetUtcNow());
        requests.Add(recorded);
        context.Response.OnStarting(() =>
        {
            recorded.Status = context.Response.StatusCode;
            return Task.CompletedTask;
        });
        context.Response.Headers["x-request-id"] = "req_" + OrganizationChart.Suffix($"{recorded.Path}{recorded.At.Ticks}{requests.Total}", 24);
        context.Response.Headers["openai-version"] = "2020-10-01";
        // The server would send the machine's time, which need not be that of the organization.
        context.Response.Headers.Date = recorded.At.ToString("R");
        try
        {
            await AnswerAsync(context, route, ct);
        }
        catch (ApiErrorException error)
        {
            await ApiResponse.WriteErrorAsync(context.Response, error);
        }
    }

    private async Task AnswerAsync(HttpContext context, ApiRoute? route, CancellationToken ct)
    {
        var request = context.Request;
        if (route is null)
            throw new ApiErrorException(404, $"Invalid URL ({request.Method} {request.Path})");
        if (!HttpMethods.IsGet(request.Method))
        {
            context.Response.Headers.Allow = "GET";
            throw new ApiErrorException(405, $"Not allowed to {request.Method} on {request.Path}.", null, "method_not_supported");
        }
        var fault = faults.Take(route.Surface);
        if (fault is not null && await _faultResponses.AnswerInsteadAsync(context, route, fault, ct))
            return;
        _authorization.Demand(request, route);
        var now = options.Clock.GetUtcNow();
        // A list whose pages never end begins anew each time, as it does not know the cursor that it made up.
        if (fault?.Kind is FaultKind.RepeatedCursor or FaultKind.EndlessCursor && !route.IsReport)
            request.QueryString = QueryString.Empty;
        var body = BodyFor(request, route, now, fault);
        if (fault is null)
            await ApiResponse.WriteAsync(context.Response, body);
        else
            await _faultResponses.SpoilAsync(context, fault, await ApiResponse.RenderAsync(body), now, ct);
    }

    private JsonBody BodyFor(HttpRequest request, ApiRoute route, DateTimeOffset now, Fault? fault) => route.Surface switch
    {
        Surfaces.Costs => _costs.Answer(request, now, fault),
        Surfaces.Projects => _lists.Projects(request, now),
        Surfaces.Users => _lists.Users(request),
        Surfaces.ApiKeys => _lists.ApiKeys(request, route.ProjectId!, now),
        Surfaces.SpendLimits => _lists.SpendLimit(route.ProjectId),
        Surfaces.AdminApiKeys => _lists.AdminApiKeys(request, now),
        Surfaces.RateLimits => _lists.RateLimits(request, route.ProjectId!, now),
        Surfaces.SpendAlerts => _lists.SpendAlerts(request, route.ProjectId),
        _ => _usage[route.Surface].Answer(request, now, fault),
    };
}
