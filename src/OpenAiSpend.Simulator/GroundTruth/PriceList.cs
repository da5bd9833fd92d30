namespace OpenAiSpend.Simulator;

/// <summary>What each model counts and costs. Prices are dollars for a million tokens unless said otherwise.</summary>
internal sealed class PriceList(bool hostile)
{
    public const string FineTune = "ft:gpt-4o-2024-08-06:acme-labs:router:B7xQ2kPz";
    public const string Realtime = "gpt-realtime-2.1-mini-2026-08-28";
    public const string NewModel = "gpt-6-preview-2026-11-01";

    /// <summary>The models that have a rate limit: one under its alias, and many that nobody uses.</summary>
    public static readonly string[] LimitedModels =
    [
        "gpt-5.4-2026-03-05", "gpt-5", "gpt-4o-2024-08-06", "gpt-4o-mini-2024-07-18", "o4-mini-2025-04-16", Realtime, FineTune,
        "text-embedding-3-large", "omni-moderation-latest", "tts-1-hd", "whisper-1", "gpt-image-1.5",
        .. Enumerable.Range(1, 150).Select(number => $"gpt-unused-{number}"),
    ];

    private const decimal Million = 1_000_000m;

    private static readonly int[] AllInput = [0, 2, 6, 10];
    private static readonly int[] AllCached = [3, 5];
    private static readonly int[] AllButAudioOutput = [7, 9];

    private static readonly Dictionary<string, TokenPrice> TokenPrices = new(StringComparer.Ordinal)
    {
        ["gpt-5.4-2026-03-05"] = new("gpt-5.4-2026-03-05", 2.5m, 0.25m, 15m, 3200, 0.45, 650),
        ["gpt-5-2025-08-07"] = new("gpt-5", 1.25m, 0.125m, 10m, 2600, 0.35, 700),
        ["gpt-4o-2024-08-06"] = new("gpt-4o-2024-08-06", 2.5m, 1.25m, 10m, 1800, 0.2, 400),
        ["gpt-4o-mini-2024-07-18"] = new("gpt-4o-mini-2024-07-18", 0.15m, 0.075m, 0.6m, 1500, 0.25, 300),
        ["o4-mini-2025-04-16"] = new("o4-mini-2025-04-16", 1.1m, 0.275m, 4.4m, 2200, 0.3, 2400),
        [FineTune] = new("ft-gpt-4o-2024-08-06", 3.75m, 1.875m, 15m, 900, 0.1, 60),
        [Realtime] = new(Realtime, 0.6m, 0.06m, 2.4m, 400, 0.5, 120),
        [NewModel] = new(NewModel, 5m, 0.5m, 30m, 4000, 0.3, 900),
    };

    private readonly Dictionary<(string Model, string Product, decimal Factor), FlowProfile> _completions = [];

    /// <summary>The model's name as the organization sees it.</summary>
    public string Shown(string model) => !hostile ? model : model switch
    {
        "gpt-4o-2024-08-06" => HostileNames.For(0),
        "o4-mini-2025-04-16" => HostileNames.For(1),
        "gpt-5-2025-08-07" => HostileNames.For(2),
        FineTune => HostileNames.For(3),
        "gpt-4o-mini-2024-07-18" => HostileNames.For(4),
        Realtime => HostileNames.For(5),
        _ => model,
    };

    /// <summary>The profile of a chat model in a product, at the price factor of its service tier.</summary>
    public FlowProfile Completions(string model, string product, decimal factor)
    {
        if (!_completions.TryGetValue((model, product, factor), out var profile))
            _completions[(model, product, factor)] = profile = Draw(SurfaceSchema.Completions, model, product, factor);
        return profile;
    }

    /// <summary>The profile of a chat model that takes decisions. They are billed as completions of the same model are.</summary>
    public FlowProfile Decisions(string model) => Draw(SurfaceSchema.Decisions, model, "", 1m);

    private FlowProfile Draw(SurfaceSchema surface, string model, string product, decimal factor)
    {
        var price = TokenPrices[model];
        var shown = Shown(model);
        var item = hostile && shown != model ? shown : price.BillingName;
        double[] counts =
        [
            price.InputTokens * (0.94 - price.CachedShare), 0, price.InputTokens * 0.02,
            price.InputTokens * price.CachedShare, 0, price.InputTokens * 0.01,
            price.InputTokens * 0.03, price.OutputTokens, 0, 0, price.CachedShare >= 0.4 ? price.InputTokens * 0.004 : 0, 1,
        ];
        List<Charge> charges =
        [
            Token("input", AllInput, price.Input),
            Token("cached input", AllCached, price.Cached),
            Token("output", AllButAudioOutput, price.Output),
        ];
        if (model.StartsWith("gpt-5", StringComparison.Ordinal))
        {
            counts[9] = price.OutputTokens * 0.01;
        }
        else
        {
            // Older models count no writes to the cache.
            (counts[0], counts[6], counts[10]) = (counts[0] + counts[6] + counts[10], 0, 0);
        }

        if (model == Realtime)
        {
            (counts[1], counts[4], counts[8]) = (700, 300, 500);
            charges.Add(Token("audio input", [1], 10m));
            charges.Add(Token("cached audio input", [4], 0.3m));
            charges.Add(Token("audio output", [8], 20m));
        }
        return new FlowProfile(surface, counts, [.. charges]);

        Charge Token(string meter, int[] places, decimal perMillion) =>
            new(shown, meter, LineItem(product, item, meter), places, perMillion * factor / Million, "tokens");
    }

    private static string LineItem(string product, string item, string meter) => (product, meter) switch
    {
        ("", _) => $"{item}, {meter}",
        ("plain", "output") => "Text tokens",
        ("plain", _) => "input_tokens",
        // Evals bill the alias of the model and not its snapshot.
        ("evals", _) => $"evals | gpt-4o-mini, {meter}",
        _ => $"{product} | {item}, {meter}",
    };

    private sealed record TokenPrice(
        string BillingName, decimal Input, decimal Cached, decimal Output, double InputTokens, double CachedShare, double OutputTokens);
}
