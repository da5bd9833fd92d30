using System.Collections.Immutable;
using System.Globalization;

namespace OpenAiSpend.Traces.Queries;

/// <summary>What a counter counts.</summary>
internal enum TokenKind
{
    /// <summary>All input tokens, the cached ones inside, of services that may tell them apart.</summary>
    Input,

    /// <summary>Input tokens that were read from the prompt cache: a part of <see cref="Input"/>.</summary>
    CachedInput,

    /// <summary>Input tokens that were written to the prompt cache: a part of <see cref="Input"/>.</summary>
    CacheWrite,

    /// <summary>All output tokens.</summary>
    Output,

    /// <summary>All input tokens, of services that cannot tell cached ones apart.</summary>
    UnsplitInput,
}

/// <summary>
/// The questions in PromQL. Services count tokens by OpenTelemetry's conventions for generative AI, of which there are two
/// generations: counters by kind, and before them one histogram by type of token. A process that has the newer ones is
/// asked for no others, as many count both.
/// </summary>
/// <param name="customerLabel">The label that names the customer.</param>
/// <param name="projectLabel">The label that holds the project, or null.</param>
internal sealed class TokenQueries(string customerLabel, string? projectLabel)
{
    public const string ResponseModel = "gen_ai_response_model";
    public const string RequestModel = "gen_ai_request_model";

    /// <summary>Either names who served the model; newer services have the first, older ones the second.</summary>
    public static readonly ImmutableArray<string> ProviderLabels = ["gen_ai_provider_name", "gen_ai_system"];

    /// <summary>The value for OpenAI. Azure's is another one, and another bill.</summary>
    public const string OpenAi = "openai";

    private const string NewInput = "gen_ai_client_inference_usage_input_tokens_total";
    private const string NewOutput = "gen_ai_client_inference_usage_output_tokens_total";
    private const string NewCached = "gen_ai_client_inference_usage_cache_read_input_tokens_total";
    private const string NewCacheWrite = "gen_ai_client_inference_usage_cache_write_input_tokens_total";
    private const string Old = "gen_ai_client_token_usage_sum";
    private const string OldType = "gen_ai_token_type";

    // Most series have one of the two labels only, and no selector can say "or".
    private static readonly string OfOpenAi = string.Join(',', ProviderLabels.Select(static label => $"{label}=~\"{OpenAi}|\""));

    /// <summary>Selects every series that there may be, for a look at their names and labels.</summary>
    public static readonly string AnyCounter = $"{{__name__=~\"{NewInput}|{NewOutput}|{Old}\",{OfOpenAi}}}";

    /// <summary>The names of the counters, for messages.</summary>
    public const string CounterNames = $"{NewInput} or {Old}";

    /// <summary>The questions, each with what the answer counts.</summary>
    /// <param name="seconds">How far back the increase is asked for.</param>
    public IEnumerable<(TokenKind Kind, string Query)> Of(long seconds)
    {
        yield return (TokenKind.Input, Sum(Increase(New(NewInput), seconds)));
        yield return (TokenKind.CachedInput, Sum(Increase(New(NewCached), seconds)));
        yield return (TokenKind.CacheWrite, Sum(Increase(New(NewCacheWrite), seconds)));
        yield return (TokenKind.Output, Sum($"{Increase(New(NewOutput), seconds)} or ({WithoutNew("output", seconds)})"));
        yield return (TokenKind.UnsplitInput, Sum(WithoutNew("input", seconds)));
    }

    private static string New(string metric) => $"{metric}{{{OfOpenAi}}}";

    private static string WithoutNew(string type, long seconds)
    {
        var window = Window(seconds);
        return $"({Increase($"{Old}{{{OldType}=\"{type}\",{OfOpenAi}}}", seconds)}) unless on (job, instance) last_over_time({New(NewInput)}[{window}])";
    }

    /// <summary>
    /// How much each counter rose. increase() would not do where calls are rare: it misses the value with which a series
    /// appears, which for a customer's only call is all of it, and guesses what was at the edges of the window. So a
    /// counter counts from the last value before the window, or from nothing where it had none on the day before; only of
    /// one that was reset within the window increase() says how much.
    /// </summary>
    private static string Increase(string selector, long seconds)
    {
        var window = Window(seconds);
        var last = $"(last_over_time({selector}[{window}]) unless resets({selector}[{window}]) > 0)";
        var before = $"(last_over_time({selector}[1d] offset {window}) <= min_over_time({selector}[{window}]))";

        // In this order, as VictoriaMetrics looks at only one of several alternatives on the left.
        return $"({last} - {before} or ({last} or increase({selector}[{window}])))";
    }

    private static string Window(long seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds}s");

    private string Sum(string increase)
    {
        string[] labels = [customerLabel, .. projectLabel is null ? Array.Empty<string>() : [projectLabel], ResponseModel, RequestModel, .. ProviderLabels];
        return $"sum by ({string.Join(", ", labels)}) ({increase})";
    }
}
