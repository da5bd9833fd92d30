namespace OpenAiSpend.Simulator;

/// <summary>A bucket width, and how many of its buckets a page may hold.</summary>
internal readonly record struct BucketWidth(long Seconds, int DefaultLimit, int MaximalLimit);
