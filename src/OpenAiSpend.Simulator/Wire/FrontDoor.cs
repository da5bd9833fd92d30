namespace OpenAiSpend.Simulator;

/// <summary>Takes every request, finds who answers it and lets the faults have their say.</summary>
internal sealed class FrontDoor
{
    private readonly SimulatorOptions _options;
    private readonly FaultPlan _faults;
    private readonly FaultyAnswers _faulty;
    private readonly RequestLog _requests;
    private readonly KeyCheck _keys;
    private readonly ControlPanel _control;
    private readonly CostsReport _costs;
    private readonly DirectoryLists _lists;
    private readonly Dictionary<string, UsageReport> _usage;
    private readonly CancellationToken _stopping;

    public FrontDoor(SimulatorOptions options, Books books, FaultPlan faults, RequestLog requests, CancellationToken stopping)
    {
        _options = options;
        _faults = faults;
        _faulty = new FaultyAnswers(options.Clock);
        _requests = requests;
        _keys = new KeyCheck(options);
        _control = new ControlPanel(books, faults, requests, options.Clock);
        var hasOldName = Scenarios.Parse(options.Scenario).Contains(Scenarios.OldEnvelope);
        _costs = new CostsReport(books, hasOldName);
        _lists = new DirectoryLists(books);
        _usage = SurfaceSchema.ByName.ToDictionary(pair => pair.Key, pair => new UsageReport(books, pair.Value, hasOldName));
        _stopping = stopping;
    }

    /// <summary>How many requests hang at the moment, as a fault wants it.</summary>
    public int Hanging => _faulty.Hanging;

    public async Task HandleAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        try
        {
            if (context.Request.Path.StartsWithSegments("/simulator"))
                await _control.HandleAsync(context);
            else
                await RecordAsync(context, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (IOException) when (ending.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task RecordAsync(HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        var route = ApiRoute.Find(request.Path.Value ?? "");
        RecordedRequest recorded = new(
            request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", route?.Surface, _options.Clock.GetUtcNow());
        _requests.Add(recorded);
        context.Response.OnStarting(() =>
        {
            recorded.Status = context.Response.StatusCode;
            return Task.CompletedTask;
        });
        context.Response.Headers["x-request-id"] = "req_" + OrganizationChart.Suffix($"{recorded.Path}{recorded.At.Ticks}{_requests.Total}", 24);
        context.Response.Headers["openai-version"] = "2020-10-01";
        try
        {
            await AnswerAsync(context, route, ct);
        }
        catch (ApiErrorException error)
        {
            await JsonResponses.WriteErrorAsync(context.Response, error);
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
        var fault = _faults.Take(route.Surface);
        if (fault is not null && await _faulty.AnswerInsteadAsync(context, route, fault, ct))
            return;
        _keys.Demand(request, route);
        var now = _options.Clock.GetUtcNow();
        // A list whose pages never end begins anew each time, as it does not know the cursor that it made up.
        if (fault?.Kind is FaultKind.RepeatedCursor or FaultKind.EndlessCursor && !_usage.ContainsKey(route.Surface) && route.Surface != Surfaces.Costs)
            request.QueryString = QueryString.Empty;
        var reply = ReplyFor(request, route, now, fault);
        if (fault is null)
            await JsonResponses.WriteAsync(context.Response, reply);
        else
            await _faulty.SpoilAsync(context, fault, await JsonResponses.RenderAsync(reply), now, ct);
    }

    private Reply ReplyFor(HttpRequest request, ApiRoute route, DateTimeOffset now, Fault? fault) => route.Surface switch
    {
        Surfaces.Costs => _costs.Answer(request, now, fault),
        Surfaces.Projects => _lists.Projects(request, now),
        Surfaces.Users => _lists.Users(request),
        Surfaces.ApiKeys => _lists.ApiKeys(request, route.ProjectId!, now),
        Surfaces.SpendLimits => _lists.SpendLimit(route.ProjectId),
        Surfaces.SpendAlerts => _lists.SpendAlerts(request, route.ProjectId),
        _ => _usage[route.Surface].Answer(request, now, fault),
    };
}
