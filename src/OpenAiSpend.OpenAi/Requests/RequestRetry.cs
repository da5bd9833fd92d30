using OpenAiSpend.Domain.Reading;
using OpenAiSpend.OpenAi.Failures;
using Polly;
using Polly.Retry;

namespace OpenAiSpend.OpenAi.Requests;

/// <summary>The one retry layer: after about 1, 2 and 4 seconds, or after <c>Retry-After</c> where it fits the read.</summary>
internal sealed class RequestRetry
{
    private const int MaxRetries = 3;

    private static readonly ResiliencePropertyKey<Progress> ProgressKey = new(nameof(Progress));

    private readonly ResiliencePipeline _pipeline;
    private readonly string _organization;
    private readonly IRequestObserver? _observer;

    /// <summary>Makes the layer.</summary>
    public RequestRetry(string organization, IRequestObserver? observer, TimeProvider clock)
    {
        _organization = organization;
        _observer = observer;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                Delay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = ShouldRetry,
                DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as ApiFailureException)?.RetryAfter),
                OnRetry = Announce,
            })
            .Build();
    }

    /// <summary>Runs attempts until one succeeds or none is worth making.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, ApiRequest request, ReadDeadline deadline)
    {
        var context = ResilienceContextPool.Shared.Get(deadline.Token);
        try
        {
            context.Properties.Set(ProgressKey, new Progress(request, deadline));
            return await _pipeline.ExecuteAsync(static async (_, attempt) => await attempt(), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ValueTask<bool> ShouldRetry(RetryPredicateArguments<object> arguments)
    {
        if (arguments.Outcome.Exception is not ApiFailureException failure)
        {
            return ValueTask.FromResult(false);
        }

        var progress = arguments.Context.Properties.GetValue(ProgressKey, null!);
        var allowed = failure.Retry switch
        {
            RetryRule.Often => true,
            RetryRule.Once => progress.TakeTheOne(),
            _ => false,
        };
        return ValueTask.FromResult(allowed
            && (failure.RetryAfter is not { } wait || (wait <= RetryAfterHeader.LongestInRead && wait < progress.Deadline.Remaining)));
    }

    private ValueTask Announce(OnRetryArguments<object> arguments)
    {
        var failure = (ApiFailureException)arguments.Outcome.Exception!;
        _observer?.RequestRetried(_organization, arguments.Context.Properties.GetValue(ProgressKey, null!).Request.Surface, failure.Outcome);
        return ValueTask.CompletedTask;
    }

    private sealed class Progress(ApiRequest request, ReadDeadline deadline)
    {
        private bool _taken;

        public ApiRequest Request { get; } = request;

        public ReadDeadline Deadline { get; } = deadline;

        public bool TakeTheOne()
        {
            var first = !_taken;
            _taken = true;
            return first;
        }
    }
}
