using OpenAiSpend.Simulator;

namespace OpenAiSpend.ProgramKit;

/// <summary>Configurations of the exporter for simulated organizations.</summary>
internal static class Yaml
{
    /// <summary>Everything as it comes, but without a rate limit.</summary>
    public static string Default(SimulatorServer simulator) => $"""
        organizations:
          - {Organization("acme", simulator.BaseUrl)}
        collection:
          requests_per_second: 0
        """;

    /// <summary>Polls every second, and shows only a few days and labels, so that many polls are little work.</summary>
    /// <param name="organizations">Each a result of <see cref="Organization"/>.</param>
    public static string Restless(params string[] organizations) => $$"""
        organizations:
        {{string.Join('\n', organizations.Select(organization => $"  - {organization}"))}}
        collection:
          requests_per_second: 0
          costs: { interval: 1s, history: 4d, settle: 3d }
          usage: { interval: 1s, history: 4d, settle: 2d }
          group_by: { completions: [project_id] }
        metrics: { cost_days: 4, usage_days: 4, usage_measures: all }
        """;

    public static string Organization(string name, Uri baseUrl, string keyVariable = ExporterProgram.KeyVariable) =>
        $"{{ name: {name}, admin_key_env: {keyVariable}, base_url: \"{baseUrl}\" }}";
}
