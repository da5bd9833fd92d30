using Microsoft.Extensions.Logging;
using OpenAiSpend.Accounting;

namespace OpenAiSpend.Exposition.Serving;

/// <summary>
/// Holds the newest exposition. Whoever shows anything takes one reference and sees one moment. Rendering and compressing
/// happen here, when a report is published, and never on a scrape.
/// </summary>
public sealed class ExpositionStore : IReportSink
{
    private readonly ExpositionOptions _options;
    private readonly FoldingNotices _notices;
    private SpendExposition? _current;

    /// <summary>Holds nothing yet.</summary>
    /// <param name="options">How much is exposed.</param>
    /// <param name="logger">The log.</param>
    public ExpositionStore(ExpositionOptions options, ILogger<ExpositionStore> logger)
    {
        _options = options;
        _notices = new FoldingNotices(logger);
    }

    /// <summary>Called with each exposition once it is the newest.</summary>
    internal event Action<SpendExposition>? Published;

    /// <summary>The newest exposition, or null before the first.</summary>
    public SpendExposition? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Publish(SpendReport report)
    {
        var exposition = SpendExposition.Of(report, _options, _current);
        Volatile.Write(ref _current, exposition);
        Published?.Invoke(exposition);
        _notices.Notice(exposition.Foldings, exposition.Shortened);
    }
}
