using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Rendering;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>Holds the page of the newest snapshot. Rendering and compressing happen here, never on a scrape.</summary>
internal sealed class MetricsPage(SnapshotRenderer renderer, ILogger? logger = null) : ISnapshotSink
{
    private readonly FoldingNotices _notices = new(logger ?? NullLogger.Instance);
    private RenderedPage? _current;

    /// <summary>The page of the newest snapshot, or null while nothing has been published.</summary>
    public RenderedPage? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Publish(SpendSnapshot snapshot)
    {
        var rendered = renderer.Render(snapshot);
        Volatile.Write(ref _current, RenderedPage.Of(rendered));
        _notices.Notice(rendered.Foldings);
    }
}
