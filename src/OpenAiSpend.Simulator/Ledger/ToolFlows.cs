namespace OpenAiSpend.Simulator;

/// <summary>The flows of everything that is not a chat model: embeddings, images, audio, tools, storage and a fee.</summary>
internal sealed class ToolFlows
{
    private readonly OrganizationChart _chart;
    private readonly PriceList _prices;
    private readonly int _seed;
    private readonly List<Flow> _flows = [];

    private ToolFlows(OrganizationChart chart, PriceList prices, int seed)
    {
        _chart = chart;
        _prices = prices;
        _seed = seed;
    }

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
        var speech = ToolPrices.Speech("tts-1-hd");
        var transcription = ToolPrices.Transcription("whisper-1");
        AddForKeys(embeddings, "text-embedding-3-large", 9000, "search", "data", "dataeu", "support");
        AddForKeys(moderations, "omni-moderation-latest", 700, "chat", "support", "studio");
        AddForKeys(speech, "tts-1-hd", 55, "support", "chat");
        AddForKeys(transcription, "whisper-1", 60, "support", "research");
        var searchProject = OrganizationChart.ProjectId("search");
        _flows.Add(new Flow { Profile = embeddings, ProjectId = searchProject, Model = "text-embedding-3-large", RequestsPerDay = 300 });
        _flows.Add(new Flow { Profile = moderations, Model = "omni-moderation-latest", RequestsPerDay = 40 });
    }

    private void AddForKeys(FlowProfile profile, string model, double requestsPerDay, params string[] tags)
    {
        foreach (var key in tags.SelectMany(tag => FlowCatalogue.KeysOf(_chart, tag)))
        {
            var dice = Dice.For(_seed, Dice.Hash(key.Id + model), purpose: 2);
            _flows.Add(new Flow
            {
                Profile = profile,
                Key = key,
                Model = model,
                RequestsPerDay = requestsPerDay * dice.LongTail(),
            });
        }
    }

    private void AddImages()
    {
        (string Size, decimal Usd)[] sizes = [("1024x1024", 0.042m), ("1536x1024", 0.063m), ("1024x1536", 0.0625m)];
        foreach (var (size, usd) in sizes)
        {
            var generated = ToolPrices.Images("gpt-image-1.5", "Image models", usd);
            foreach (var key in FlowCatalogue.KeysOf(_chart, "studio"))
            {
                AddImage(generated, key, "gpt-image-1.5", size, "image.generation", 40);
                AddImage(generated, key, "gpt-image-1.5", size, "image.edit", 9);
            }
        }
        var shown = _prices.Shown("gpt-4o-2024-08-06");
        var chat = ToolPrices.Images(shown, "gpt-4o, images", 0.035m);
        foreach (var key in FlowCatalogue.KeysOf(_chart, "chat"))
            AddImage(chat, key, shown, null, "image.generation", 14);
    }

    private void AddImage(FlowProfile profile, SimulatedApiKey key, string model, string? size, string source, double requestsPerDay)
    {
        var dice = Dice.For(_seed, Dice.Hash(key.Id + size + source), purpose: 3);
        _flows.Add(new Flow
        {
            Profile = profile,
            Key = key,
            Model = model,
            Size = size,
            Source = source,
            RequestsPerDay = requestsPerDay * dice.LongTail(),
        });
    }

    private void AddSearches()
    {
        var responses = ToolPrices.FileSearch("file search tool calls");
        var assistants = ToolPrices.FileSearch("assistants api | file search");
        foreach (var key in FlowCatalogue.KeysOf(_chart, "search").Concat(FlowCatalogue.KeysOf(_chart, "support")))
        {
            AddSearch(responses, key, null, "vs_" + OrganizationChart.Suffix(key.ProjectId + "handbook", 16), null, 120);
            AddSearch(assistants, key, null, "vs_" + OrganizationChart.Suffix(key.ProjectId + "tickets", 16), null, 45);
        }
        foreach (var key in FlowCatalogue.KeysOf(_chart, "chat").Concat(FlowCatalogue.KeysOf(_chart, "research")))
        {
            var model = _prices.Shown("gpt-5.4-2026-03-05");
            var profile = ToolPrices.WebSearch(model);
            AddSearch(profile, key, model, null, "low", 70);
            AddSearch(profile, key, model, null, "medium", 90);
            AddSearch(profile, key, model, null, null, 12);
        }
    }

    private void AddSearch(FlowProfile profile, SimulatedApiKey key, string? model, string? store, string? level, double requestsPerDay) =>
        _flows.Add(new Flow
        {
            Profile = profile,
            Key = key,
            Model = model,
            VectorStoreId = store,
            ContextLevel = level,
            RequestsPerDay = requestsPerDay * (key.Owner is null ? 1 : 0.3),
        });

    private void AddStorage()
    {
        foreach (var tag in (string[])["search", "support", "research", "data", "legacy"])
        {
            var projectId = OrganizationChart.ProjectId(tag);
            AddFlat(ToolPrices.VectorStore(7_300_000_000), projectId);
            AddFlat(ToolPrices.Storage(), projectId);
        }
        foreach (var tag in (string[])["chat", "support", "research", "data", "dataeu", "studio"])
            _flows.Add(new Flow { Profile = ToolPrices.CodeInterpreter(), ProjectId = OrganizationChart.ProjectId(tag), RequestsPerDay = 14 });
        AddFlat(ToolPrices.OrganizationFee(), null);
    }

    private void AddFlat(FlowProfile profile, string? projectId) =>
        _flows.Add(new Flow { Profile = profile, ProjectId = projectId, RequestsPerDay = 1, IsSteady = true, IsFlat = true });
}
