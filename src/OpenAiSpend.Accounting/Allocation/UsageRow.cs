using OpenAiSpend.Domain.Buckets;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>A row of usage.</summary>
internal readonly record struct UsageRow(Bucket Bucket, int Row, UsageIdentity Identity);
