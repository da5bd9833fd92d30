using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Exporter.Tests.Access;

public sealed class PasswordHashTests
{
    [Theory]
    [InlineData("correct horse")]
    [InlineData("ünï😀")]
    [InlineData(" :$ ")]
    public void Of_APassword_ReadsBackAndMatchesThatOneOnly(string password)
    {
        var hash = PasswordHash.TryParse(PasswordHash.Of(password).ToString(), out _);

        Assert.NotNull(hash);
        Assert.True(hash.Matches(password));
        Assert.False(hash.Matches(password + "x"));
        Assert.False(hash.Matches(string.Empty));
    }

    [Fact]
    public void Of_TheSamePasswordTwice_HasAnotherSalt() =>
        Assert.NotEqual(PasswordHash.Of("a").ToString(), PasswordHash.Of("a").ToString());

    // Reckoned by Python: hashlib.pbkdf2_hmac('sha256', b'password', bytes(range(16)), 29000), as passlib writes it.
    [Fact]
    public void Matches_AHashOfAnotherProgram_KnowsThePassword() =>
        Assert.True(PasswordHash.TryParse(PythonHash, out _)!.Matches("password"));

    [Theory]
    [InlineData("password", "a PBKDF2 hash is needed")]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", "a bcrypt hash was found; a PBKDF2 hash is needed")]
    [InlineData("$pbkdf2-sha512$10$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "10 iterations were found")]
    [InlineData("$pbkdf2-sha512$2000000000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "2000000000 iterations were found")]
    [InlineData("$pbkdf2-sha1$29000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "a PBKDF2 hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$!!!!", "a PBKDF2 hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AA$xBfkGzMc2TJP3Q1lIaUnRA", "a PBKDF2 hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$", "a PBKDF2 hash is needed")]
    public void TryParse_NotAHash_SaysWhatIsNeeded(string text, string message)
    {
        Assert.Null(PasswordHash.TryParse(text, out var error));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    private const string PythonHash = "$pbkdf2-sha256$29000$AAECAwQFBgcICQoLDA0ODw$oQniwjLkYbajNGr0RGSng8udgXKplgpN15LZNV56KTQ";
}
