using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>A call that an application makes.</summary>
/// <param name="Script">What it is answered; the customer <c>""</c> is nobody in particular.</param>
/// <param name="Streams">Whether the answer is read as a stream.</param>
/// <param name="Leaves">Whether a stream is left where its usage has been told, or nothing more is to come; else it is read until it ends or is cancelled.</param>
/// <param name="Nested">Whether it is made within the scope of another customer.</param>
public sealed record GeneratedCall(InferenceScript Script, bool Streams, bool Leaves, bool Nested);
