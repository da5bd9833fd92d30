namespace OpenAiSpend.Simulator;

/// <summary>What everything but the chat models counts and costs.</summary>
internal static class ToolPrices
{
    private const decimal Million = 1_000_000m;

    public static FlowProfile Embeddings(string model) =>
        Profile(SurfaceSchema.Embeddings, [900, 1], model, "input", model, 0.13m / Million, "1000_tokens", 1000);

    public static FlowProfile Moderations(string model) =>
        Profile(SurfaceSchema.Moderations, [260, 1], model, "input", model, 0m, "tokens");

    public static FlowProfile Images(string model, string lineItem, decimal usdPerImage) =>
        Profile(SurfaceSchema.Images, [1.6, 1], model, "images", lineItem, usdPerImage, "images");

    public static FlowProfile Speech(string model) =>
        Profile(SurfaceSchema.AudioSpeeches, [420, 1], model, "characters", model, 30m / Million, "characters");

    public static FlowProfile Transcription(string model) =>
        Profile(SurfaceSchema.AudioTranscriptions, [95, 1], model, "duration", model, 0.0001m, "duration_seconds");

    public static FlowProfile VectorStore(double bytes) => new(SurfaceSchema.VectorStores, [bytes], []);

    public static FlowProfile CodeInterpreter() =>
        Profile(SurfaceSchema.CodeInterpreterSessions, [1], null, "sessions", "code interpreter sessions", 0.03m, "sessions");

    public static FlowProfile FileSearch(string lineItem) =>
        Profile(SurfaceSchema.FileSearchCalls, [1], null, "calls", lineItem, 0.0025m, "calls");

    public static FlowProfile WebSearch(string model) =>
        Profile(SurfaceSchema.WebSearchCalls, [1.3, 1], model, "calls", "web search tool calls", 0.01m, "calls");

    /// <summary>Stored bytes are billed by thousandths of a gibibyte hour, with no usage row to derive them from.</summary>
    public static FlowProfile Storage() =>
        Profile(SurfaceSchema.BilledOnly, [52_000], null, "storage", "file search storage", 0.0000042m, "gibibyte_hours", 1000);

    /// <summary>A fee of the organization, counted in tenths of a cent, with neither project nor line item.</summary>
    public static FlowProfile OrganizationFee() => Profile(SurfaceSchema.BilledOnly, [2400], null, "fee", null, 0.001m, null);

    private static FlowProfile Profile(
        SurfaceSchema surface, double[] counts, string? model, string meter, string? lineItem, decimal priceUsd, string? unit, decimal countsPerUnit = 1) =>
        new(surface, counts, [new Charge(model, meter, lineItem, [0], priceUsd, unit, countsPerUnit)]);
}
