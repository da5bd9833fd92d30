namespace OpenAiSpend.Simulator;

/// <summary>Draws up all flows of an organization: who calls what, how much on an ordinary weekday.</summary>
internal sealed class FlowCatalogue(OrganizationChart chart, PriceList prices, int seed, DateOnly anchor)
{
    private readonly List<Flow> _flows = [];

    /// <summary>The key that runs away: the busiest one, which works on every day.</summary>
    public static string RunawayKeyOf(OrganizationChart chart) => chart.KeysOf("chat")[0].Id;

    public static IReadOnlyList<Flow> Draw(
        OrganizationChart chart, PriceList prices, IReadOnlySet<string> scenario, SimulatorOptions options, DateOnly anchor)
    {
        if (scenario.Contains(Scenarios.Quiet))
            return [];
        FlowCatalogue catalogue = new(chart, prices, options.Seed, anchor);
        catalogue.AddCompletions();
        catalogue.AddPlayground();
        catalogue.AddAgents();
        catalogue.AddDecisions();
        if (scenario.Contains(Scenarios.NewModel))
            catalogue.AddNewModel();
        if (scenario.Contains(Scenarios.Large))
            catalogue.AddMany(options.LabelSets);
        return [.. catalogue._flows, .. ToolFlows.Draw(chart, prices, options.Seed)];
    }

    private void AddCompletions()
    {
        foreach (var sketch in chart.Sketches)
        {
            foreach (var key in chart.KeysOf(sketch.Tag))
            {
                foreach (var model in sketch.Models)
                    AddTiers(sketch, key, model);
            }
        }
    }

    private void AddTiers(ProjectSketch sketch, SimulatedApiKey key, string model)
    {
        var random = SeededRandom.For(seed, SeededRandom.Hash(key.Id + model), purpose: 1);
        var usd = sketch.UsdPerDay / 17 * (key.Owner is null ? 1.5 : 0.5);
        // Some calls were made before tiers were recorded, so that even a grouped row has none.
        var tier = random.Chance(0.08) ? null : "default";
        Add(1, false, tier, 1m);
        if (model != PriceList.Realtime && random.Chance(0.3))
            Add(0.6, true, "default", 0.5m);
        if (random.Chance(0.2))
            Add(0.4, false, "flex", 0.5m);
        if (random.Chance(0.15))
            Add(0.5, false, "priority", 1.75m);

        void Add(double part, bool batch, string? serviceTier, decimal priceFactor)
        {
            var product = sketch.Tag == "dataeu" && model.StartsWith("gpt-4o-mini", StringComparison.Ordinal) ? "plain" : "";
            _flows.Add(Completions(model, product, usd * part * random.LongTail(), priceFactor).By(key) with
            {
                Batch = batch,
                ServiceTier = serviceTier,
                IsSteady = key.Id == RunawayKeyOf(chart),
                LastDay = LastDayOf(sketch),
            });
        }
    }

    /// <summary>Calls without a key (made by a person on a web page), calls of nobody at all, and evals.</summary>
    private void AddPlayground()
    {
        for (var u = 0; u < chart.Users.Count; u++)
        {
            var sketch = chart.Sketches[u % chart.Sketches.Count];
            var user = chart.Users[u];
            AddKeyless(sketch, user.Id, sketch.Models[u % sketch.Models.Length], sketch.UsdPerDay * 0.01, "");
            if (u % 6 == 3)
                AddKeyless(sketch, user.Id, "gpt-4o-mini-2024-07-18", 0.8, "evals");
        }
        foreach (var sketch in chart.Sketches)
            AddKeyless(sketch, null, sketch.Models[0], sketch.UsdPerDay * 0.02, "");
    }

    private void AddKeyless(ProjectSketch sketch, string? userId, string model, double usd, string product) =>
        _flows.Add(Completions(model, product, usd) with
        {
            ProjectId = sketch.Project.Id,
            UserId = userId,
            ApiSource = userId is null ? null : Flow.Unlabeled,
            LastDay = LastDayOf(sketch),
            Variant = product,
        });

    /// <summary>Agents work with the models, keys and users of other calls, so that only the source tells them apart.</summary>
    private void AddAgents()
    {
        foreach (var key in chart.KeysOf("research", "support"))
            _flows.Add(Completions("gpt-5-2025-08-07", "", 1).By(key) with { ApiSource = Flow.Agents, Variant = Flow.Agents });
    }

    /// <summary>Decisions are billed under the line items of completions of the same model.</summary>
    private void AddDecisions()
    {
        foreach (var (model, tags) in (IEnumerable<(string, string[])>)[("gpt-5-2025-08-07", ["chat"]), ("gpt-5.4-2026-03-05", ["research"])])
        {
            var profile = prices.Decisions(model);
            foreach (var key in chart.KeysOf(tags))
            {
                var random = SeededRandom.For(seed, SeededRandom.Hash(key.Id + model), purpose: 5);
                _flows.Add(new Flow(
                    profile,
                    0.8 * random.LongTail() / profile.UsdPerRequest(),
                    Model: prices.Shown(model),
                    Batch: false,
                    ServiceTier: random.Chance(0.2) ? null : "default",
                    ApiSource: key.Owner is null ? Flow.Agents : Flow.Unlabeled).By(key));
            }
        }
    }

    private void AddNewModel()
    {
        foreach (var key in chart.KeysOf(chart.Sketches[3].Tag))
            _flows.Add(Completions(PriceList.NewModel, "", 30).By(key) with { IsSteady = true, FirstDay = anchor.AddDays(-1) });
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
            var flow = Completions(models[combination % models.Length], "", 400.0 / labelSets);
            _flows.Add(flow with
            {
                ProjectId = chart.Sketches[i % 7].Project.Id,
                UserId = people[i % PeopleCount],
                ApiKeyId = keys[i / PeopleCount % KeyCount],
                ServiceTier = combination < models.Length ? "default" : $"tier-{combination / models.Length}",
                RequestsPerDay = Math.Max(4, flow.RequestsPerDay),
                IsSteady = true,
                IsFlat = true,
            });
        }
    }

    private Flow Completions(string model, string product, double usdPerDay, decimal priceFactor = 1m)
    {
        var profile = prices.Completions(model, product, priceFactor);
        return new Flow(profile, usdPerDay / profile.UsdPerRequest(), Model: prices.Shown(model), Batch: false, ServiceTier: "default");
    }

    private DateOnly? LastDayOf(ProjectSketch sketch) =>
        sketch.Project.ArchivedAt is null ? null : OrganizationChart.ArchiveDay(anchor).AddDays(-1);
}
