using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit.Exposition;

namespace OpenAiSpend.Program.Tests.Commands;

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
