namespace OpenAiSpend.Page.Queries;

/// <summary>An address asks for something that does not exist. The message is for whoever asked.</summary>
internal sealed class QueryException(string message) : Exception(message);
