namespace OpenAiSpend.Export.Formats;

/// <summary>A format of rows.</summary>
internal interface IRowWriter
{
    /// <summary>Writes what comes before the first row.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes rows.</summary>
    Task WriteAsync(IReadOnlyCollection<ExportRow> rows, CancellationToken cancellationToken);

    /// <summary>Writes what comes after the last row.</summary>
    Task EndAsync(ExportMeta meta, CancellationToken cancellationToken);
}
