namespace OpenAiSpend.Simulator;

/// <summary>The flows of everything that is not a chat model: embeddings, images, audio, tools, storage and a fee.</summary>
internal sealed class ToolFlows(OrganizationChart chart, PriceList prices, int seed)
{
    private readonly List<Flow> _flows = [];

    public static IReadOnlyList<Flow> Draw(OrganizationChart chart, PriceList prices, int seed)
    {
        ToolFlows tools = new(chart, prices, seed);
        tools.AddByModel();
        tools.AddImages();
        tools.AddSearches();
        tools.AddStorage();
        return tools._flows;
    }

    private void AddByModel()
    {
        var embeddings = ToolPrices.Embeddings("text-embedding-3-large");
        var moderations = ToolPrices.Moderations("omni-moderation-latest");
        AddForKeys(embeddings, "text-embedding-3-large", 9000, "search", "data", "dataeu", "support");
        AddForKeys(moderations, "omni-moderation-latest", 700, "chat", "support", "studio");
        AddForKeys(ToolPrices.Speech("tts-1-hd"), "tts-1-hd", 55, "support", "chat");
        AddForKeys(ToolPrices.Transcription("whisper-1"), "whisper-1", 60, "support", "research");
        var searchProject = OrganizationChart.ProjectId("search");
        _flows.Add(new Flow(embeddings, 300, searchProject, Model: "text-embedding-3-large"));
        _flows.Add(new Flow(moderations, 40, Model: "omni-moderation-latest"));
    }

    private void AddForKeys(FlowProfile profile, string model, double requestsPerDay, params string[] tags)
    {
        foreach (var key in chart.KeysOf(tags))
        {
            var random = SeededRandom.For(seed, SeededRandom.Hash(key.Id + model), purpose: 2);
            _flows.Add(new Flow(profile, requestsPerDay * random.LongTail(), Model: model).By(key));
        }
    }

    private void AddImages()
    {
        (string Size, decimal Usd)[] sizes = [("1024x1024", 0.042m), ("1536x1024", 0.063m), ("1024x1536", 0.0625m)];
        foreach (var (size, usd) in sizes)
        {
            var generated = ToolPrices.Images("gpt-image-1.5", "Image models", usd);
            foreach (var key in chart.KeysOf("studio"))
            {
                AddImage(generated, key, "gpt-image-1.5", size, "image.generation", 40);
                AddImage(generated, key, "gpt-image-1.5", size, "image.edit", 9);
            }
        }
        var shown = prices.Shown("gpt-4o-2024-08-06");
        var chat = ToolPrices.Images(shown, "gpt-4o, images", 0.035m);
        foreach (var key in chart.KeysOf("chat"))
            AddImage(chat, key, shown, null, "image.generation", 14);
    }

    private void AddImage(FlowProfile profile, SimulatedApiKey key, string model, string? size, string source, double requestsPerDay)
    {
        var random = SeededRandom.For(seed, SeededRandom.Hash(key.Id + size + source), purpose: 3);
        _flows.Add(new Flow(profile, requestsPerDay * random.LongTail(), Model: model, Size: size, Source: source).By(key));
    }

    private void AddSearches()
    {
        var responses = ToolPrices.FileSearch("file search tool calls");
        var assistants = ToolPrices.FileSearch("assistants api | file search");
        foreach (var key in chart.KeysOf("search", "support"))
        {
            AddSearch(responses, key, null, "vs_" + OrganizationChart.Suffix(key.ProjectId + "handbook", 16), null, 120);
            AddSearch(assistants, key, null, "vs_" + OrganizationChart.Suffix(key.ProjectId + "tickets", 16), null, 45);
        }
        var model = prices.Shown("gpt-5.4-2026-03-05");
        var web = ToolPrices.WebSearch(model);
        foreach (var key in chart.KeysOf("chat", "research"))
        {
            AddSearch(web, key, model, null, "low", 70, key.Owner is null ? Flow.Agents : Flow.Unlabeled);
            AddSearch(web, key, model, null, "medium", 90);
            AddSearch(web, key, model, null, null, 12);
        }
    }

    private void AddSearch(
        FlowProfile profile, SimulatedApiKey key, string? model, string? store, string? level, double requestsPerDay, string source = Flow.Unlabeled) =>
        _flows.Add(
            new Flow(profile, requestsPerDay * (key.Owner is null ? 1 : 0.3), Model: model, VectorStoreId: store, ContextLevel: level, ApiSource: source).By(key));

    private void AddStorage()
    {
        foreach (var tag in (string[])["search", "support", "research", "data", "legacy"])
        {
            AddFlat(ToolPrices.VectorStore(7_300_000_000), OrganizationChart.ProjectId(tag));
            AddFlat(ToolPrices.Storage(), OrganizationChart.ProjectId(tag));
        }
        foreach (var tag in (string[])["chat", "support", "research", "data", "dataeu", "studio"])
            _flows.Add(new Flow(ToolPrices.CodeInterpreter(), 14, OrganizationChart.ProjectId(tag)));
        AddFlat(ToolPrices.OrganizationFee(), null);
    }

    private void AddFlat(FlowProfile profile, string? projectId) =>
        _flows.Add(new Flow(profile, 1, projectId, IsSteady: true, IsFlat: true));
}
