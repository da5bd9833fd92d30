using Microsoft.Extensions.Logging;
using OpenAiSpend.Collection.State;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

public sealed class StateFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly RecordingLogger _log = new();
    private readonly StateFolder _folder;

    public StateFolderTests() => _folder = Folder(_temporary.File("state"));

    private string FilePath => _folder.FileOf(SomeState.Identity);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Load_NothingSavedYet_IsNothingAndNoWarning()
    {
        Assert.Null(_folder.Load(SomeState.Identity));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        _folder.Save(SomeState.Identity, SomeState.Small);

        Assert.True(SomeState.AreSame(SomeState.Small, _folder.Load(SomeState.Identity)!));
    }

    [Fact]
    public void Save_FolderDoesNotExist_MakesFolderAndFileTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        _folder.Save(SomeState.Identity, SomeState.Small);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_temporary.File("state")));
        }
    }

    [Fact]
    public void Save_AgainAndAgain_LeavesOneFile()
    {
        for (var i = 0; i < 3; i++)
        {
            _folder.Save(SomeState.Identity, SomeState.Small);
        }

        Assert.Equal(FilePath, Assert.Single(Directory.GetFiles(_temporary.File("state"))));
    }

    [Fact]
    public void FileOf_NamesThatLookAlike_AreFilesOfTheirOwn()
    {
        string[] names = ["acme", "ACME", "ac/me", "ac.me", "../acme", "grün", new('x', 500), new string('x', 500) + "y"];
        var files = names.Select(name => _folder.FileOf(new StateIdentity(name, SomeState.Source))).ToList();

        Assert.Equal(names.Length, files.Distinct().Count());
        Assert.All(files, file => Assert.Equal(_temporary.File("state"), Path.GetDirectoryName(Path.GetFullPath(file))));
        Assert.All(files, file => Assert.Matches("^[a-z0-9-]{1,41}[0-9a-f]{12}\\.state$", Path.GetFileName(file)));
    }

    [Fact]
    public void Load_CutOff_IsOneWarningThatSaysWhatAndWhere()
    {
        _folder.Save(SomeState.Identity, SomeState.Small);
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..200]);

        Assert.Null(_folder.Load(SomeState.Identity));
        Assert.Equal(
            $"State on disk cannot be used, everything is read afresh: {FilePath} it is cut off",
            Assert.Single(_log.At(LogLevel.Warning)));
    }

    [Fact]
    public void Load_BinaryFileOfAnEarlierVersion_IsOneWarningAndTheNextSaveReplacesIt()
    {
        Directory.CreateDirectory(_temporary.File("state"));
        File.WriteAllBytes(FilePath, [.. "OASPEND\n"u8, 2, 0x5c, 0x01]);

        Assert.Null(_folder.Load(SomeState.Identity));
        Assert.Contains("another version of the exporter wrote it", Assert.Single(_log.At(LogLevel.Warning)));
        _folder.Save(SomeState.Identity, SomeState.Small);
        Assert.True(SomeState.AreSame(SomeState.Small, _folder.Load(SomeState.Identity)!));
    }

    [Fact]
    public void Load_FolderInItsPlace_IsOneWarning()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Null(_folder.Load(SomeState.Identity));
        Assert.Single(_log.At(LogLevel.Warning));
    }

    [Fact]
    public void Save_PathIsBelowAFile_ThrowsAndLeavesNothing()
    {
        var folder = Folder(Path.Combine(_temporary.Write("file", "text"), "state"));

        Assert.ThrowsAny<IOException>(() => folder.Save(SomeState.Identity, SomeState.Small));
        Assert.Null(folder.Load(SomeState.Identity));
    }

    [Fact]
    public void RemoveUnfinished_AfterACrash_RemovesThoseOfThisOrganizationOnly()
    {
        _folder.Save(SomeState.Identity, SomeState.Small);
        var another = new StateIdentity("another", SomeState.Source);
        File.WriteAllText($"{FilePath}.0123.tmp", "half");
        File.WriteAllText($"{_folder.FileOf(another)}.0123.tmp", "half");

        _folder.RemoveUnfinished(SomeState.Identity);
        Assert.Equal(
            [FilePath, $"{_folder.FileOf(another)}.0123.tmp"],
            Directory.GetFiles(_temporary.File("state")).Order(StringComparer.Ordinal));
    }

    private StateFolder Folder(string path) => new(path, _log);
}
