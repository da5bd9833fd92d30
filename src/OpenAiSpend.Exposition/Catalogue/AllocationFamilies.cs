using System.Collections.Immutable;
using static OpenAiSpend.Exposition.Catalogue.LabelNames;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Who spent what was billed, and what follows from that.</summary>
internal static class AllocationFamilies
{
    private const string Dollars = "US dollars";
    private static readonly ImmutableArray<string> Who = [Organization, ProjectId, Project, UserId, ApiKeyId, Model, Basis];

    public static readonly MetricFamily Allocated = MetricFamily.Gauge(
        "openai_cost_allocated_usd", Dollars, Who,
        "Billed for the current UTC day so far, in US dollars, given to those whose usage it bills; basis says how: exact, model, project, or none for nobody.");

    public static readonly MetricFamily AllocatedDaily = MetricFamily.Gauge(
        "openai_cost_allocated_daily_usd", Dollars, [.. Who, Date],
        "Billed for each of the trailing UTC days of which costs and usage are both known, in US dollars, given to those whose usage it bills; basis says how.");

    public static readonly MetricFamily Unallocated = MetricFamily.Gauge(
        "openai_cost_unallocated_usd", Dollars, Cost,
        "What openai_cost_allocated_usd gives to nobody (basis none), by what was billed, in US dollars: no usage is known to be behind it.");

    public static readonly MetricFamily EffectivePrice = MetricFamily.Gauge(
        "openai_effective_price_usd_per_million_tokens", "US dollars for a million tokens", [Organization, Model, Meter],
        "What a million tokens of a model and meter cost on the trailing settled UTC days, in US dollars: billed amount over tokens, over all projects, tiers and batches.");

    public static readonly MetricFamily Estimated = MetricFamily.Gauge(
        "openai_cost_estimated_usd", Dollars, [.. OrganizationAndProject, Model],
        "An estimate, not a bill: tokens of the current UTC day so far times openai_effective_price_usd_per_million_tokens, in US dollars. What is not billed by tokens is not in it, nor is a model without a price.");

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly ImmutableArray<MetricFamily> All = [Allocated, AllocatedDaily, Unallocated, EffectivePrice, Estimated];
}
