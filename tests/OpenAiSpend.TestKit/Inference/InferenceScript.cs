using System.Text.Json;

namespace OpenAiSpend.TestKit.Inference;

/// <summary>How the stand-in answers a prompt. The prompt is this, as JSON.</summary>
/// <param name="Customer">In whose name the books are kept.</param>
/// <param name="Input">Input tokens of each response.</param>
/// <param name="Cached">How many of them were cached.</param>
/// <param name="Output">Output tokens of each response.</param>
/// <param name="Reasoning">How many of them were spent on reasoning.</param>
/// <param name="Failures">So many requests are refused with a status that asks to try again.</param>
/// <param name="Tools">So many responses ask for the tool before the last one.</param>
/// <param name="Ending">Whether the last response comes to its end.</param>
public sealed record InferenceScript(
    string Customer, int Input, int Cached, int Output, int Reasoning, int Failures = 0, int Tools = 0, InferenceEnding Ending = InferenceEnding.Whole)
{
    /// <summary>Which call it is: two may be alike otherwise.</summary>
    public Guid Call { get; init; } = Guid.NewGuid();

    public string Prompt() => JsonSerializer.Serialize(this);

    public static InferenceScript Of(string prompt) => JsonSerializer.Deserialize<InferenceScript>(prompt)!;
}
