using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.ProgramKit;

/// <summary>What a page says of one surface of one organization.</summary>
internal static class SurfacePage
{
    private static readonly string[] OfAllSurfaces = ["openai_cost_allocated_", "openai_cost_unallocated_", "openai_cost_estimated_"];

    public static decimal? Of(this ParsedExposition page, string family, string organization, string surface) =>
        page.Value(family, ("organization", organization), ("surface", surface));

    public static decimal Polls(this ParsedExposition page, string organization, string surface, string outcome) =>
        page.Value("openai_exporter_polls_total", ("organization", organization), ("surface", surface), ("outcome", outcome)) ?? 0;

    public static decimal FailedPolls(this ParsedExposition page, string organization, string surface) => page["openai_exporter_polls_total"]
        .Where(sample => sample.Has(("organization", organization), ("surface", surface)) && sample["outcome"] != "ok")
        .Sum(sample => sample.Value);

    /// <summary>Every series that comes from the surface alone, with its value, as text. What is allocated comes from all of them.</summary>
    public static string[] Spend(this ParsedExposition page, string organization, string surface)
    {
        string[] prefixes = surface switch
        {
            "costs" => ["openai_cost_", "openai_billed_"],
            "code_interpreter_sessions" => ["openai_code_interpreter_"],
            _ => [$"openai_{surface}_"],
        };
        return
        [
            .. page.Samples
                .Where(sample => sample["organization"] == organization && StartsWithAny(sample.Name, prefixes) && !StartsWithAny(sample.Name, OfAllSurfaces))
                .Select(sample => $"{sample.Series} {sample.Text}"),
        ];
    }

    private static bool StartsWithAny(string name, string[] prefixes) =>
        prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
