namespace OpenAiSpend.Simulator;

/// <summary>Draws up all flows of an organization: who calls what, how much on an ordinary weekday.</summary>
internal sealed class FlowCatalogue
{
    private readonly OrganizationChart _chart;
    private readonly PriceList _prices;
    private readonly int _seed;
    private readonly DateOnly _anchor;
    private readonly List<Flow> _flows = [];

    private FlowCatalogue(OrganizationChart chart, PriceList prices, int seed, DateOnly anchor)
    {
        _chart = chart;
        _prices = prices;
        _seed = seed;
        _anchor = anchor;
    }

    /// <summary>The key that runs away: the busiest one, which works on every day.</summary>
    public static string RunawayKeyOf(OrganizationChart chart) => KeysOf(chart, "chat")[0].Id;

    public static IReadOnlyList<Flow> Draw(
        OrganizationChart chart, PriceList prices, IReadOnlySet<string> scenario, SimulatorOptions options, DateOnly anchor)
    {
        if (scenario.Contains(Scenarios.Quiet))
            return [];
        FlowCatalogue catalogue = new(chart, prices, options.Seed, anchor);
        catalogue.AddCompletions();
        catalogue.AddPlayground();
        if (scenario.Contains(Scenarios.NewModel))
            catalogue.AddNewModel();
        if (scenario.Contains(Scenarios.Large))
            catalogue.AddMany(options.LabelSets);
        catalogue._flows.AddRange(ToolFlows.Draw(chart, prices, options.Seed));
        return catalogue._flows;
    }

    internal static List<SimulatedApiKey> KeysOf(OrganizationChart chart, string tag)
    {
        var projectId = OrganizationChart.ProjectId(tag);
        return [.. chart.ApiKeys.Where(key => key.ProjectId == projectId)];
    }

    private void AddCompletions()
    {
        foreach (var sketch in _chart.Sketches)
        {
            foreach (var key in KeysOf(_chart, sketch.Tag))
            {
                foreach (var model in sketch.Models)
                    AddTiers(sketch, key, model);
            }
        }
    }

    private void AddTiers(ProjectSketch sketch, SimulatedApiKey key, string model)
    {
        var dice = Dice.For(_seed, Dice.Hash(key.Id + model), purpose: 1);
        var usd = sketch.UsdPerDay / 17 * (key.Owner is null ? 1.5 : 0.5);
        // Some calls were made before tiers were recorded, so that even a grouped row has none.
        var tier = dice.Chance(0.08) ? null : "default";
        Add(sketch, key, model, usd * dice.LongTail(), false, tier, 1m);
        if (model != PriceList.Realtime && dice.Chance(0.3))
            Add(sketch, key, model, usd * 0.6 * dice.LongTail(), true, "default", 0.5m);
        if (dice.Chance(0.2))
            Add(sketch, key, model, usd * 0.4 * dice.LongTail(), false, "flex", 0.5m);
        if (dice.Chance(0.15))
            Add(sketch, key, model, usd * 0.5 * dice.LongTail(), false, "priority", 1.75m);
    }

    private void Add(ProjectSketch sketch, SimulatedApiKey key, string model, double usd, bool batch, string? tier, decimal factor)
    {
        var product = sketch.Tag == "dataeu" && model.StartsWith("gpt-4o-mini", StringComparison.Ordinal) ? "plain" : "";
        var profile = _prices.Completions(model, product, factor);
        _flows.Add(new Flow
        {
            Profile = profile,
            Key = key,
            Model = _prices.Shown(model),
            Batch = batch,
            ServiceTier = tier,
            RequestsPerDay = usd / profile.UsdPerRequest(),
            IsSteady = key.Id == RunawayKeyOf(_chart),
            LastDay = LastDayOf(sketch),
        });
    }

    /// <summary>Calls without a key (made by a person on a web page), calls of nobody at all, and evals.</summary>
    private void AddPlayground()
    {
        for (var u = 0; u < _chart.Users.Count; u++)
        {
            var sketch = _chart.Sketches[u % _chart.Sketches.Count];
            var user = _chart.Users[u];
            AddKeyless(sketch, user.Id, sketch.Models[u % sketch.Models.Length], sketch.UsdPerDay * 0.01, "");
            if (u % 6 == 3)
                AddKeyless(sketch, user.Id, "gpt-4o-mini-2024-07-18", 0.8, "evals");
        }
        foreach (var sketch in _chart.Sketches)
            AddKeyless(sketch, null, sketch.Models[0], sketch.UsdPerDay * 0.02, "");
    }

    private void AddKeyless(ProjectSketch sketch, string? userId, string model, double usd, string product)
    {
        var profile = _prices.Completions(model, product, 1m);
        _flows.Add(new Flow
        {
            Profile = profile,
            ProjectId = sketch.Project.Id,
            UserId = userId,
            Model = _prices.Shown(model),
            Batch = false,
            ServiceTier = "default",
            RequestsPerDay = usd / profile.UsdPerRequest(),
            LastDay = LastDayOf(sketch),
            Variant = product,
        });
    }

    private void AddNewModel()
    {
        var sketch = _chart.Sketches[3];
        foreach (var key in KeysOf(_chart, sketch.Tag))
        {
            var profile = _prices.Completions(PriceList.NewModel, "", 1m);
            _flows.Add(new Flow
            {
                Profile = profile,
                Key = key,
                Model = PriceList.NewModel,
                Batch = false,
                ServiceTier = "default",
                RequestsPerDay = 30 / profile.UsdPerRequest(),
                IsSteady = true,
                FirstDay = _anchor.AddDays(-1),
            });
        }
    }

    private void AddMany(int labelSets)
    {
        const int PeopleCount = 500;
        const int KeyCount = 50;
        string[] models = ["gpt-4o-mini-2024-07-18", "gpt-5-2025-08-07", "gpt-4o-2024-08-06", "o4-mini-2025-04-16"];
        var people = Enumerable.Range(0, PeopleCount).Select(i => $"user-many{i:000}").ToArray();
        var keys = Enumerable.Range(0, KeyCount).Select(i => $"key_many{i:00}").ToArray();
        for (var i = 0; i < labelSets; i++)
        {
            var combination = i / PeopleCount / KeyCount;
            var model = models[combination % models.Length];
            var profile = _prices.Completions(model, "", 1m);
            _flows.Add(new Flow
            {
                Profile = profile,
                ProjectId = _chart.Sketches[i % 7].Project.Id,
                UserId = people[i % PeopleCount],
                ApiKeyId = keys[i / PeopleCount % KeyCount],
                Model = _prices.Shown(model),
                Batch = false,
                ServiceTier = combination < models.Length ? "default" : $"tier-{combination / models.Length}",
                RequestsPerDay = Math.Max(4, 400.0 / labelSets / profile.UsdPerRequest()),
                IsSteady = true,
                IsFlat = true,
            });
        }
    }

    private DateOnly? LastDayOf(ProjectSketch sketch) =>
        sketch.Project.ArchivedAt is null ? null : OrganizationChart.ArchiveDay(_anchor).AddDays(-1);
}
