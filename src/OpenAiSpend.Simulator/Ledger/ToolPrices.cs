namespace OpenAiSpend.Simulator;

/// <summary>What everything but the chat models counts and costs.</summary>
internal static class ToolPrices
{
    private const decimal Million = 1_000_000m;

    public static FlowProfile Embeddings(string model) => new(
        SurfaceSchema.Embeddings,
        [900, 1],
        [new Charge(model, "input", model, [0], 0.13m / Million, "1000_tokens", 1000)]);

    public static FlowProfile Moderations(string model) => new(
        SurfaceSchema.Moderations,
        [260, 1],
        [new Charge(model, "input", model, [0], 0m, "tokens")]);

    public static FlowProfile Images(string model, string lineItem, decimal usdPerImage) => new(
        SurfaceSchema.Images,
        [1.6, 1],
        [new Charge(model, "images", lineItem, [0], usdPerImage, "images")]);

    public static FlowProfile Speech(string model) => new(
        SurfaceSchema.AudioSpeeches,
        [420, 1],
        [new Charge(model, "characters", model, [0], 30m / Million, "characters")]);

    public static FlowProfile Transcription(string model) => new(
        SurfaceSchema.AudioTranscriptions,
        [95, 1],
        [new Charge(model, "duration", model, [0], 0.0001m, "duration_seconds")]);

    public static FlowProfile VectorStore(double bytes) => new(SurfaceSchema.VectorStores, [bytes], []);

    public static FlowProfile CodeInterpreter() => new(
        SurfaceSchema.CodeInterpreterSessions,
        [1],
        [new Charge(null, "sessions", "code interpreter sessions", [0], 0.03m, "sessions")]);

    public static FlowProfile FileSearch(string lineItem) => new(
        SurfaceSchema.FileSearchCalls,
        [1],
        [new Charge(null, "calls", lineItem, [0], 0.0025m, "calls")]);

    public static FlowProfile WebSearch(string model) => new(
        SurfaceSchema.WebSearchCalls,
        [1.3, 1],
        [new Charge(model, "calls", "web search tool calls", [0], 0.01m, "calls")]);

    /// <summary>Stored bytes are billed by thousandths of a gibibyte hour, with no usage row to derive them from.</summary>
    public static FlowProfile Storage() => new(
        SurfaceSchema.BilledOnly,
        [52_000],
        [new Charge(null, "storage", "file search storage", [0], 0.0000042m, "gibibyte_hours", 1000)]);

    /// <summary>A fee of the organization, counted in tenths of a cent, with neither project nor line item.</summary>
    public static FlowProfile OrganizationFee() => new(
        SurfaceSchema.BilledOnly,
        [2400],
        [new Charge(null, "fee", null, [0], 0.001m, null)]);
}
