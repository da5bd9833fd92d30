using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Domain.Allocation;

/// <summary>A row of usage.</summary>
internal readonly record struct UsageRow(Bucket Bucket, int Row, UsageIdentity Identity);
