using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Exporter.Tests.Access;

public sealed class PasswordHashTests
{
    private const string LongestAndMore = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored";

    // Reckoned by Python: hashlib.pbkdf2_hmac('sha256', b'password', bytes(range(16)), 29000), as passlib writes it.
    private const string PythonHash = "$pbkdf2-sha256$29000$AAECAwQFBgcICQoLDA0ODw$oQniwjLkYbajNGr0RGSng8udgXKplgpN15LZNV56KTQ";

    // The vectors that crypt_blowfish and jBCrypt are tested with; one by Python's crypt; the last by htpasswd -B -C 5.
    public static TheoryData<string, string> Bcrypt => new()
    {
        { "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
        { "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK" },
        { "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a" },
        { LongestAndMore, "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui" },
        { "", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s." },
        { "abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i" },
        { "ünï😀", "$2b$05$abcdefghijklmnopqrstuuTNbg9qxV2xuMnohEOiY8O302UVEphRq" },
        { "correct horse", "$2y$05$Ss.LyB317Ee1EpLcQOhs.eQzucSN4zPkOpMz.F8TnGuNo1mobqeJa" },
    };

    [Theory]
    [InlineData("correct horse")]
    [InlineData("ünï😀")]
    [InlineData(" :$ ")]
    public void Of_APassword_ReadsBackAndMatchesThatOneOnly(string password)
    {
        var hash = PasswordHash.TryParse(BcryptHash.Of(password).ToString(), out _);

        Assert.NotNull(hash);
        Assert.False(hash.IsOutdated);
        Assert.True(hash.Matches(password));
        Assert.False(hash.Matches(password + "x"));
        Assert.False(hash.Matches(string.Empty));
    }

    [Fact]
    public void Of_TheSamePasswordTwice_HasAnotherSalt() =>
        Assert.NotEqual(BcryptHash.Of("a").ToString(), BcryptHash.Of("a").ToString());

    [Fact]
    public void Of_APasswordThatBcryptWouldCut_IsRefused()
    {
        Assert.True(BcryptHash.Of(new string('ü', 36)).Matches(new string('ü', 36)));
        Assert.Throws<ArgumentException>(() => BcryptHash.Of(new string('ü', 36) + "x"));
    }

    [Theory]
    [MemberData(nameof(Bcrypt))]
    public void Matches_AHashOfAnotherProgram_KnowsThePasswordAndNoOther(string password, string text)
    {
        var hash = PasswordHash.TryParse(text, out _)!;

        Assert.True(hash.Matches(password));
        Assert.False(hash.Matches($"x{password}"));
    }

    [Fact]
    public void Matches_AHashByPbkdf2_KnowsThePasswordAndIsOutdated()
    {
        var hash = PasswordHash.TryParse(PythonHash, out _)!;

        Assert.True(hash.IsOutdated);
        Assert.True(hash.Matches("password"));
        Assert.False(hash.Matches("Password"));
    }

    [Theory]
    [InlineData("password", "a bcrypt hash is needed, as the command hash-password or htpasswd -B prints it")]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7z", "a bcrypt hash is needed")]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zGx", "a bcrypt hash is needed")]
    [InlineData("$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG\n", "a bcrypt hash is needed")]
    [InlineData("$2x$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", "a bcrypt hash is needed")]
    [InlineData("$2y$03$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", "a bcrypt hash of cost 03 was found; from 4 to 15 are allowed")]
    [InlineData("$2y$31$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG", "a bcrypt hash of cost 31 was found; from 4 to 15 are allowed")]
    [InlineData("$apr1$abcdefgh$8JyEUz3Vk4uYbhEIN7dYt.", "a bcrypt hash is needed")]
    [InlineData("$pbkdf2-sha512$10$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "10 iterations were found")]
    [InlineData("$pbkdf2-sha512$2000000000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "2000000000 iterations were found")]
    [InlineData("$pbkdf2-sha1$29000$AAECAwQFBgcICQoLDA0ODw$xBfkGzMc2TJP3Q1lIaUnRA", "a bcrypt hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$!!!!", "a bcrypt hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AA$xBfkGzMc2TJP3Q1lIaUnRA", "a bcrypt hash is needed")]
    [InlineData("$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$", "a bcrypt hash is needed")]
    public void TryParse_NotAHash_SaysWhatIsNeeded(string text, string message)
    {
        Assert.Null(PasswordHash.TryParse(text, out var error));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }
}
