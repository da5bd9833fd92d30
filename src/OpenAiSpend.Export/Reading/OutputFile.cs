namespace OpenAiSpend.Export.Reading;

/// <summary>
/// Where a command writes to. A file appears under its name only when it is whole: until then it is beside it under
/// a name of its own, and it is gone if the command fails or is interrupted.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const string StandardOutput = "-";
    private const string Devices = "/dev/";

    private readonly string? _path;
    private readonly string? _unfinished;

    private OutputFile(Stream stream, string? path, string? unfinished)
    {
        Stream = stream;
        _path = path;
        _unfinished = unfinished;
    }

    /// <summary>Takes what is written.</summary>
    public Stream Stream { get; }

    /// <summary>Whether a name means standard output, or a device, which has no place beside it.</summary>
    public static bool IsStream(string? path) => path is null or StandardOutput || path.StartsWith(Devices, StringComparison.Ordinal);

    /// <summary>Opens a file, or standard output where there is no name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static OutputFile Open(string? path)
    {
        if (path is null or StandardOutput)
        {
            return new OutputFile(new BufferedStream(Console.OpenStandardOutput(), BufferBytes), null, null);
        }

        if (IsStream(path))
        {
            return new OutputFile(new FileStream(path, FileMode.Open, FileAccess.Write), null, null);
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder");
        }

        // A link stays what it is, and what it points to is replaced.
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        var unfinished = $"{target}.{Guid.NewGuid():N}.tmp";
        return new OutputFile(new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes), target, unfinished);
    }

    /// <summary>Gives the file its name.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        if (_unfinished is not null)
        {
            // Without this a power cut after the renaming could leave the name with nothing in it.
            ((FileStream)Stream).Flush(flushToDisk: true);
            await Stream.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(_unfinished, _path!, overwrite: true);
        }
    }

    /// <summary>Closes the file, and removes it where it is not whole.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (_unfinished is not null)
        {
            File.Delete(_unfinished);
        }
    }
}
