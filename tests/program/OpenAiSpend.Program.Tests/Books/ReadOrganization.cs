using OpenAiSpend.ProgramKit;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Books;

/// <summary>An exporter that has read everything of a simulated organization once, and the page that it made of it.</summary>
public abstract class ReadOrganization : IAsyncLifetime
{
    private SimulatedOrganization? _organization;
    private ExporterProgram? _exporter;

    internal SimulatedOrganization Organization => _organization!;

    internal ExporterProgram Exporter => _exporter!;

    public ParsedExposition Page { get; private set; } = null!;

    /// <summary>Whether costs are told apart by API key.</summary>
    public abstract bool ByApiKey { get; }

    protected abstract string Scenario { get; }

    /// <summary>Whether the key may read the names of projects.</summary>
    protected abstract bool ShowsNames { get; }

    internal ExpectedCosts Costs => new(Organization, ByApiKey);

    public async ValueTask InitializeAsync()
    {
        _organization = await SimulatedOrganization.StartAsync(new SimulatorOptions { Scenario = Scenario, CanReadManagement = ShowsNames });
        var groupBy = ByApiKey ? "\n  costs: { group_by: [project_id, line_item, api_key_id] }" : string.Empty;
        _exporter = await ExporterProgram.StartAsync($"{Yaml.Default(_organization.Server)}{groupBy}\nmetrics: {{ usage_measures: all, quantity_days: 35 }}", _organization.Environment);
        Page = await _exporter.PageWhenReadAsync(withNames: ShowsNames);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_exporter is not null)
        {
            await _exporter.DisposeAsync();
        }

        if (_organization is not null)
        {
            await _organization.DisposeAsync();
        }
    }
}
