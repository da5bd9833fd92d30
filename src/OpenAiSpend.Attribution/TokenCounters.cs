using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution;

/// <summary>
/// The counters <c>gen_ai.client.inference.usage.*</c> of OpenTelemetry's conventions for generative AI
/// (https://github.com/open-telemetry/semantic-conventions-genai, in development). Cached tokens are a part of input, reasoning tokens of output.
/// </summary>
internal sealed class TokenCounters
{
    private static readonly ConditionalWeakTable<IMeterFactory, TokenCounters> OfFactories = [];
    private static readonly TokenCounters OfProcess = new(new Meter(SpendAttribution.MeterName));

    private readonly Counter<long> _input;
    private readonly Counter<long> _cacheRead;
    private readonly Counter<long> _output;
    private readonly Counter<long> _reasoning;
    private readonly BoundedNames _customers = new();
    private readonly BoundedNames _workflows = new();

    private TokenCounters(Meter meter)
    {
        _input = Create(meter, "input_tokens", "Input tokens, cached ones included.");
        _cacheRead = Create(meter, "cache_read.input_tokens", "Input tokens that were read from the provider's cache.");
        _output = Create(meter, "output_tokens", "Output tokens, reasoning ones included.");
        _reasoning = Create(meter, "reasoning.output_tokens", "Output tokens that were spent on reasoning.");
    }

    /// <summary>One set for each meter factory, so for each host; one for clients that are built without services.</summary>
    public static TokenCounters Of(IServiceProvider services) => services.GetService(typeof(IMeterFactory)) is IMeterFactory factory
        ? OfFactories.GetValue(factory, static factory => new TokenCounters(factory.Create(SpendAttribution.MeterName)))
        : OfProcess;

    /// <summary>Counts what a response says that it used.</summary>
    /// <param name="usage">Its usage. What it does not say is not counted, nor is it zero.</param>
    /// <param name="call">What was called.</param>
    /// <param name="responseModel">The model that answered, by its dated name where the provider tells it.</param>
    /// <param name="scope">For whom; null for nobody in particular.</param>
    /// <param name="options">How many names are told apart.</param>
    public void Add(UsageDetails usage, CalledModel call, string? responseModel, AttributionScope? scope, SpendAttributionOptions options)
    {
        var tags = call.Tags;
        if (responseModel is not null)
        {
            tags.Add("gen_ai.response.model", responseModel);
        }

        if (scope is not null)
        {
            tags.Add("customer.id", _customers.Bound(scope.Customer, options.MaxCustomers));
            if (scope.Workflow is not null)
            {
                tags.Add("workflow.name", _workflows.Bound(scope.Workflow, options.MaxWorkflows));
            }
        }

        // Microsoft.Extensions.AI tells audio apart in members that may still be removed. An application with a later version would fail on them.
        tags.Add("gen_ai.token.modality", "unknown");
        Add(_input, usage.InputTokenCount, tags);
        Add(_cacheRead, usage.CachedInputTokenCount, tags);
        Add(_output, usage.OutputTokenCount, tags);
        Add(_reasoning, usage.ReasoningTokenCount, tags);
    }

    private static void Add(Counter<long> counter, long? tokens, in TagList tags)
    {
        if (tokens > 0)
        {
            counter.Add(tokens.Value, tags);
        }
    }

    private static Counter<long> Create(Meter meter, string name, string description) =>
        meter.CreateCounter<long>($"gen_ai.client.inference.usage.{name}", "{token}", description);
}
