namespace OpenAiSpend.Simulator;

/// <summary>What the fake organization looks like and where it listens.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The seed of all numbers: the same seed gives the same organization.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>One of <see cref="Scenarios.Names"/>, or several joined with commas.</summary>
    public string Scenario { get; set; } = Scenarios.Default;

    /// <summary>The only key that is accepted.</summary>
    public string AdminKey { get; set; } = "sk-admin-simulator";

    /// <summary>The clock of the organization; a test may set it to any day.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>When set, a request whose <c>OpenAI-Organization</c> header names another organization gets a 401.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>Whether the key may read usage and costs (<c>api.usage.read</c>); when not, those answer 403.</summary>
    public bool CanReadUsage { get; set; } = true;

    /// <summary>Whether the key may read projects, users and keys (<c>api.management.read</c>); when not, those answer 403.</summary>
    public bool CanReadManagement { get; set; } = true;

    /// <summary>
    /// The day from which the dated events are counted (the spike 17 days before it, the archived project, the new model);
    /// null takes the clock's day at the start. Set it where two starts on different days must agree.
    /// </summary>
    public DateOnly? AnchorDay { get; set; }

    /// <summary>When the runaway of the scenario <c>runaway</c> begins; null means two hours before the start.</summary>
    public DateTimeOffset? RunawayFrom { get; set; }

    /// <summary>How many completions label sets a finished day of the scenario <c>large</c> has at least.</summary>
    public int LabelSets { get; set; } = 100_000;
}
