using OpenAiSpend.Exporter.Tests.Running;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Exporter.Tests.Commands;

/// <summary>What a newcomer starts: the exporter with <c>--demo</c>.</summary>
public sealed class DemoExporter : IAsyncLifetime
{
    private ExporterProgram? _exporter;

    internal ExporterProgram Exporter => _exporter!;

    public ParsedExposition Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _exporter = await ExporterProgram.StartAsync(flags: "--demo");
        Page = await _exporter.PageWhenReadAsync(withNames: true);
    }

    public ValueTask DisposeAsync() => _exporter?.DisposeAsync() ?? ValueTask.CompletedTask;
}
