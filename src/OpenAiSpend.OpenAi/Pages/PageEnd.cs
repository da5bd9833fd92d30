namespace OpenAiSpend.OpenAi.Pages;

/// <summary>What a page says besides its buckets.</summary>
/// <param name="Buckets">How many buckets it held.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="NextPage">The cursor of the page that follows.</param>
internal readonly record struct PageEnd(int Buckets, bool HasMore, string? NextPage);
