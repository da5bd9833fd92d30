using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>A hash by bcrypt: <c>$2y$</c>, <c>$2b$</c> or <c>$2a$</c>, which are the same for passwords in UTF-8.</summary>
internal sealed partial class BcryptHash : PasswordHash
{
    /// <summary>The length of the longest password, in bytes of UTF-8: bcrypt does not look at more.</summary>
    public const int MostPasswordBytes = 72;

    // Each step doubles the time of a check: 10 takes tens of milliseconds of one core, 15 a few seconds.
    private const int OwnCost = 10;
    private const int LeastCost = 4;
    private const int MostCost = 15;

    private readonly string _text;

    private BcryptHash(string text) => _text = text;

    /// <inheritdoc/>
    public override bool IsOutdated => false;

    /// <summary>Hashes a password, with a salt of its own.</summary>
    /// <exception cref="ArgumentException">The password is longer than <see cref="MostPasswordBytes"/>.</exception>
    public static BcryptHash Of(string password) => Encoding.UTF8.GetByteCount(password) <= MostPasswordBytes
        ? new BcryptHash(BCrypt.Net.BCrypt.HashPassword(password, BCrypt.Net.BCrypt.GenerateSalt(OwnCost, 'y')))
        : throw new ArgumentException($"bcrypt looks at no more than {MostPasswordBytes} bytes of a password", nameof(password));

    /// <summary>Reads a hash, or says what is wrong with it.</summary>
    public static new BcryptHash? TryParse(string text, out string error)
    {
        error = Allowed;
        if (Notation().Match(text) is not { Success: true, Groups: [_, var cost] })
        {
            return null;
        }

        if (int.Parse(cost.ValueSpan, CultureInfo.InvariantCulture) is < LeastCost or > MostCost)
        {
            error = $"a bcrypt hash of cost {cost.Value} was found; from {LeastCost} to {MostCost} are allowed";
            return null;
        }

        return new BcryptHash(text);
    }

    /// <inheritdoc/>
    public override bool Matches(string password) => BCrypt.Net.BCrypt.Verify(password, _text);

    /// <summary>The hash as it stands in the configuration.</summary>
    public override string ToString() => _text;

    [GeneratedRegex(@"^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Notation();
}
