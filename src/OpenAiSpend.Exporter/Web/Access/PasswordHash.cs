namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>The hash of a password: bcrypt, as in every web configuration file of Prometheus' world, or PBKDF2, as the exporter made it before.</summary>
internal abstract class PasswordHash
{
    /// <summary>What a hash looks like, for messages.</summary>
    public const string Allowed = "a bcrypt hash is needed, as the command hash-password or htpasswd -B prints it, such as $2y$10$…";

    /// <summary>Whether the hash should be made anew, as its kind is no longer made.</summary>
    public abstract bool IsOutdated { get; }

    /// <summary>Reads a hash, or says what is wrong with it. No message holds the hash itself.</summary>
    public static PasswordHash? TryParse(string text, out string error) =>
        text.StartsWith("$pbkdf2-", StringComparison.Ordinal) ? Pbkdf2Hash.TryParse(text, out error) : BcryptHash.TryParse(text, out error);

    /// <summary>Whether this is the password, in a time that does not depend on how much of it is right.</summary>
    public abstract bool Matches(string password);
}
