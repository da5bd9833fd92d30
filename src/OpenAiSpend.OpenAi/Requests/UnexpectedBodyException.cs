namespace OpenAiSpend.OpenAi.Requests;

/// <summary>
/// A body is not what the API documents. The message is the end of a sentence and holds no text that the server sent.
/// </summary>
internal sealed class UnexpectedBodyException(string message) : Exception(message);
