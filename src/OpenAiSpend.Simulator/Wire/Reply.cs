using System.Text.Json;

namespace OpenAiSpend.Simulator;

/// <summary>A JSON body that writes itself; the writer's owner says how to hand on what is written so far.</summary>
internal delegate Task Reply(Utf8JsonWriter writer, Func<Task> handOn);
