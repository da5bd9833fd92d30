using System.Diagnostics;
using System.Text;
using OpenAiSpend.OpenAi.Tests.Fakes;
using static OpenAiSpend.OpenAi.Tests.Fakes.PageJson;

namespace OpenAiSpend.OpenAi.Tests;

public sealed class AdminKeyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void ToString_Always_HidesTheKey()
    {
        var key = new AdminKey(TestSource.Secret);

        Assert.Equal("(hidden)", key.ToString());
        Assert.Equal("(hidden)", $"{key}");
        Assert.DoesNotContain(TestSource.Secret, System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WhiteSpaceAround_TakesItAway() =>
        Assert.Equal("sk-admin-x", new AdminKey("  sk-admin-x\r\n").Secret);

    [Theory]
    [InlineData("", "blank")]
    [InlineData(" \n", "blank")]
    [InlineData("sk-admin-one two", "white space")]
    [InlineData("sk-admin-one\r\nX-Evil: two", "white space")]
    [InlineData("sk-admin-one\u0000", "control character")]
    [InlineData("sk-admin-one\u007f", "control character")]
    [InlineData("sk-admin-onе", "not ASCII")]
    [InlineData("\"sk-admin-one\"", "quotation marks")]
    [InlineData("'sk-admin-one'", "quotation marks")]
    [InlineData("“sk-admin-one”", "quotation marks")]
    [InlineData("OPENAI_ADMIN_KEY=sk-admin-one", "NAME=")]
    [InlineData("export OPENAI_ADMIN_KEY=sk-admin-one", "NAME=")]
    [InlineData("key = sk-admin-one", "NAME=")]
    [InlineData("OPENAI_ADMIN_KEY=\"sk-admin-one\"", "quotation marks")]
    [InlineData("Bearer sk-admin-one", "Bearer")]
    [InlineData("/run/secrets/sk-admin-one", "path of a file")]
    public void Constructor_NotAKey_SaysWhyWithoutIt(string secret, string why)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new AdminKey(secret));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-admin", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-admin-x")]
    [InlineData("sk-admin-Zq7_x-y")]
    [InlineData("Zm9vYmFy==")]
    [InlineData("abc=")]
    [InlineData("gateway:abc=d")]
    public void Constructor_WhatMayBeAKey_IsTaken(string secret) => Assert.Equal(secret, new AdminKey(secret).Secret);

    [Fact]
    public void FromFile_Folder_SaysThatItIsOne()
    {
        var refusal = Assert.Throws<ArgumentException>(() => AdminKey.FromFile(Path.GetTempPath()));

        Assert.Contains("is a folder", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void FromFile_Utf16WithAndWithoutMark_SaysSo(string encoding)
    {
        foreach (var mark in new[] { "\uFEFF", "" })
        {
            File.WriteAllBytes(_file, Encoding.GetEncoding(encoding).GetBytes(mark + "sk-admin-one"));

            var refusal = Assert.Throws<ArgumentException>(() => AdminKey.FromFile(_file));

            Assert.Contains("UTF-16", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("sk-admin", refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FromFile_PipeNobodyWritesTo_IsRefusedAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        var pipe = _file + ".pipe";
        using (var made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }

        try
        {
            foreach (var path in new[] { pipe, Link(pipe), "/dev/zero" })
            {
                Assert.Matches("regular file|UTF-16", Assert.Throws<ArgumentException>(() => AdminKey.FromFile(path)).Message);
            }
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Theory]
    [InlineData(0b110_000_000, null)]
    [InlineData(0b100_000_000, null)]
    [InlineData(0b100_100_000, null)]
    [InlineData(0b110_100_100, "0644")]
    [InlineData(0b110_100_000, "0640")]
    public void FromFile_ThatOthersMayRead_IsTakenWithAWarning(int mode, string? shown)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        File.WriteAllText(_file, "sk-admin-x");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file, (UnixFileMode)mode);
        }

        // A secret of Kubernetes is a link, and the rights of a link say nothing.
        foreach (var path in new[] { _file, Link(_file) })
        {
            var key = AdminKey.FromFile(path);

            Assert.Equal("sk-admin-x", key.Secret);
            Assert.Equal(shown is null ? null : $"The admin key file {path} can be read by others (mode {shown}): make it 0400 or 0600.", key.Warning);
        }
    }

    [Fact]
    public void FromFile_WithBomAndNewLine_HoldsTheKey()
    {
        File.WriteAllText(_file, "\uFEFFsk-admin-x\n");

        Assert.Equal("sk-admin-x", AdminKey.FromFile(_file).Secret);
    }

    [Fact]
    public void FromFile_NoFile_NamesIt()
    {
        var refusal = Assert.Throws<ArgumentException>(() => AdminKey.FromFile(_file + ".missing"));

        Assert.Contains(_file + ".missing cannot be read", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_NoKeyInIt_SaysWhyWithoutIt()
    {
        File.WriteAllText(_file, "sk-admin-one two");

        var refusal = Assert.Throws<ArgumentException>(() => AdminKey.FromFile(_file));

        Assert.Contains($"The admin key in {_file} holds white space", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-admin", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_HugeFile_IsRefused()
    {
        File.WriteAllText(_file, new string('x', 1_000_000));

        Assert.Throws<ArgumentException>(() => AdminKey.FromFile(_file));
    }

    [Fact]
    public async Task FromFile_KeyChanges_TheNextRequestSendsTheNewOne()
    {
        File.WriteAllText(_file, "sk-admin-old");
        using var test = new TestSource();
        test.Options.AdminKey = AdminKey.FromFile(_file);
        test.OpenAi.Otherwise = _ => FakeOpenAi.Response(200, Page());

        await test.ReadAsync();
        File.WriteAllText(_file, "sk-admin-new\n");
        await test.ReadAsync();

        Assert.Equal(["sk-admin-old", "sk-admin-new"], test.OpenAi.Requests.Select(request => request.Headers.Authorization!.Parameter));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("half a key")]
    public void FromFile_FileTurnsUnusable_KeepsTheLastGoodKey(string? content)
    {
        File.WriteAllText(_file, "sk-admin-good");
        var key = AdminKey.FromFile(_file);
        if (content is null)
        {
            File.Delete(_file);
        }
        else
        {
            File.WriteAllText(_file, content);
        }

        Assert.Equal("sk-admin-good", key.Secret);
        File.WriteAllText(_file, "sk-admin-next");
        Assert.Equal("sk-admin-next", key.Secret);
    }

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_file + ".link");
    }

    private string Link(string target)
    {
        File.Delete(_file + ".link");
        File.CreateSymbolicLink(_file + ".link", target);
        return _file + ".link";
    }
}
