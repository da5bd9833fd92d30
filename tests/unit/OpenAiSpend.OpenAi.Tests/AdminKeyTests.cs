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
    public void Constructor_NotAKey_SaysWhyWithoutIt(string secret, string why)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new AdminKey(secret));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-admin", refusal.ToString(), StringComparison.Ordinal);
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

    public void Dispose() => File.Delete(_file);
}
