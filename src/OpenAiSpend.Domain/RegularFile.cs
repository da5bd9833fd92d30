using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenAiSpend.Domain;

/// <summary>
/// Reads a file that somebody named in the configuration, and nothing else that has a path: opening a FIFO waits until
/// somebody writes to it, and a device may have no end.
/// </summary>
public static class RegularFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="IOException">It cannot be read, is no regular file, or is larger; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int most)
    {
        using var file = Open(path);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = file.Read(buffer)) > 0)
        {
            bytes.Write(buffer.AsSpan(0, length));
            if (bytes.Length > most)
            {
                throw new IOException($"{path} is larger than {most} bytes");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Opens a file for reading, without ever waiting for somebody to write to it.</summary>
    /// <exception cref="IOException">It cannot be opened or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new IOException("the name of a file cannot hold a NUL character");
        }

        if (System.IO.Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder; a file is needed");
        }

        if (OperatingSystem.IsWindows() || OpenWithoutWaiting(path) is not { } handle)
        {
            // What cannot be opened does not let one wait either, and .NET says why.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        }

        var file = new FileStream(handle, FileAccess.Read, bufferSize: 1);
        if (file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        throw new IOException($"{path} is not a regular file");
    }

    private static SafeFileHandle? OpenWithoutWaiting(string path)
    {
        // O_NONBLOCK and O_CLOEXEC; reading is 0. .NET has no option for the first.
        var handle = OpenFile(path, OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
