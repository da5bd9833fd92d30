using OpenAiSpend.Simulator;

namespace OpenAiSpend.Program.Tests.Faults;

/// <summary>What goes wrong on one surface, and what the exporter must make of it.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Outcome">The outcome to be counted and logged.</param>
/// <param name="Words">What the logged sentence must hold.</param>
internal sealed record FaultCase(string Surface, Fault Fault, string Outcome, string Words);
