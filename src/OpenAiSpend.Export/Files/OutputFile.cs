using System.Text;
using OpenAiSpend.Export.Days;

namespace OpenAiSpend.Export.Files;

/// <summary>
/// Where a command writes to. A file appears under its name only when it is whole: until then it is beside it under
/// a name of its own, and it is gone if the command fails or is interrupted. What was read is kept beside it until then.
/// </summary>
internal static class OutputFile
{
    private const int BufferBytes = 64 * 1024;
    private const string StandardOutput = "-";
    private const string Devices = "/dev/";

    /// <summary>Whether a name means standard output, or a device, which has no place beside it.</summary>
    public static bool IsStream(string? path) => path is null or StandardOutput || path.StartsWith(Devices, StringComparison.Ordinal);

    /// <summary>Makes a folder that nobody else may look into.</summary>
    public static void CreateFolderForOneself(string path) => _ = OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Opens a file that nobody else may read: it names users, keys and dollars.</summary>
    public static FileStream OpenForOneself(string path, FileMode mode)
    {
        const UnixFileMode forOneself = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = BufferBytes };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        if (mode == FileMode.CreateNew)
        {
            options.UnixCreateMode = forOneself;
        }

        var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, forOneself);
        return file;
    }

    /// <summary>Writes a file whole, or not at all; goes on from where an earlier run of the same command failed.</summary>
    /// <param name="path">Its name, or null for standard output, of which a run cannot be resumed.</param>
    /// <param name="identity">What is read, without the key: what was read of one source is of no use for another.</param>
    /// <param name="reader">Reads what is written.</param>
    /// <param name="write">Reads and writes.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task WriteAsync(string? path, string identity, RangeReader reader, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (path is null or StandardOutput && !Console.IsOutputRedirected)
        {
            using var memory = new MemoryStream();
            await write(memory);
            await Console.Out.WriteAsync(TerminalText.OfLines(Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length))));
            return;
        }

        if (IsStream(path))
        {
            await using var stream = path is null or StandardOutput
                ? new BufferedStream(Console.OpenStandardOutput(), BufferBytes)
                : (Stream)new FileStream(path, FileMode.Open, FileAccess.Write);
            await write(stream);
            return;
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder");
        }

        // A link stays what it is, and what it points to is replaced.
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path!);
        var unfinished = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using var file = OpenForOneself(unfinished, FileMode.CreateNew);
            using var partial = PartialFile.Open(path!, identity, reader.Today);
            reader.Partial = partial;
            try
            {
                await write(file);

                // Without this a power cut after the renaming could leave the name with nothing in it.
                file.Flush(flushToDisk: true);
                await file.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                File.Move(unfinished, target, overwrite: true);
            }
            catch when (!partial.IsEmpty)
            {
                reader.Notes.Warn($"What was read is kept in {path}{PartialFile.Extension}: the same command goes on from there, today.");
                throw;
            }
            catch
            {
                partial.Remove();
                throw;
            }

            partial.Remove();
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
