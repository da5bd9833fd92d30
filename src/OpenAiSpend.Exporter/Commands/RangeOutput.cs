using OpenAiSpend.Domain.Days;
using OpenAiSpend.Export.Reading;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Writes the output of a command: whole, or not at all. What was read is kept beside it until it is whole.</summary>
internal static class RangeOutput
{
    /// <param name="run">The command.</param>
    /// <param name="path">The file to write, or null for standard output, of which a run cannot be resumed.</param>
    /// <param name="write">Reads and writes.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task WriteAsync(
        RangeRun run, string? path, Func<Stream, PartialReadings?, Task> write, CancellationToken cancellationToken)
    {
        await using var file = OutputFile.Open(path);
        using var partial = OutputFile.IsStream(path)
            ? null
            : PartialReadings.Open(path!, run.Identity, UtcDay.Of(TimeProvider.System.GetUtcNow()));
        try
        {
            await write(file.Stream, partial);
            await file.CommitAsync(cancellationToken);
        }
        catch
        {
            if (partial is { IsEmpty: false })
            {
                run.Notes.Warn($"What was read is kept in {path}{PartialReadings.Extension}: the same command goes on from there, today.");
            }
            else
            {
                partial?.Remove();
            }

            throw;
        }

        partial?.Remove();
    }
}
