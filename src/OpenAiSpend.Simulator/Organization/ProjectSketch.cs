namespace OpenAiSpend.Simulator;

/// <summary>One project as the organization is drawn up: its size and the models it calls.</summary>
internal sealed record ProjectSketch(SimulatedProject Project, string Tag, double UsdPerDay, string[] Models);
