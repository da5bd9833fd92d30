using Microsoft.Extensions.Logging;
using OpenAiSpend.Domain;

namespace OpenAiSpend.Collection.State;

/// <summary>
/// The files of the state, one for each organization. Whatever goes wrong with them is a warning, and no more: the
/// state is a cache.
/// </summary>
/// <param name="path">The folder; it is made where it does not exist.</param>
/// <param name="logger">The log.</param>
internal sealed class StateFolder(string path, ILogger logger)
{
    // A reader of this folder's files learns who spends what, so they are their owner's alone.
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const string Unfinished = ".tmp";

    /// <summary>What was last saved of an organization, or null where there is nothing that can be used.</summary>
    public OrganizationState? Load(StateIdentity identity)
    {
        var file = FileOf(identity);
        try
        {
            using var stream = RegularFile.Open(file);
            return StateFile.Read(stream, identity);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
#pragma warning disable CA1031 // Nothing that is wrong with a cache may keep the exporter from starting.
        catch (Exception unusable)
#pragma warning restore CA1031
        {
            logger.StateRefused(file, unusable.Message);
            return null;
        }
    }

    /// <summary>Puts the state of an organization in the place of what was saved before: wholly, or not at all.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(StateIdentity identity, OrganizationState state)
    {
        var file = FileOf(identity);

        // Each attempt has a name of its own, so that two exporters that share a folder by mistake cannot mix theirs.
        var unfinished = $"{file}.{Guid.NewGuid():N}{Unfinished}";
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnersFolder);
        try
        {
            var bytes = Write(unfinished, identity, state);
            File.Move(unfinished, file, overwrite: true);
            logger.StateSaved(file, bytes);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Removes what a crash while saving left behind.</summary>
    public void RemoveUnfinished(StateIdentity identity)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(path, $"{identity.FileName}.*{Unfinished}"))
            {
                File.Delete(file);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It takes space and does no harm. Where the folder is not right, saving will say so.
        }
    }

    /// <summary>The file of an organization.</summary>
    public string FileOf(StateIdentity identity) => Path.Combine(path, identity.FileName);

    private static long Write(string file, StateIdentity identity, OrganizationState state)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        using var stream = new FileStream(file, options);
        StateFile.Write(stream, identity, state);

        // Without this a power cut after the renaming could leave the new name with nothing in it.
        stream.Flush(flushToDisk: true);
        return stream.Length;
    }
}
