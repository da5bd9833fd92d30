using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Web.Access;

/// <summary>
/// Lets in who presents one of the passwords or the token, where any are configured. It stands before every endpoint,
/// known and unknown, but for those that are marked <see cref="OpenToAll"/>.
/// </summary>
internal sealed class AccessControl
{
    private readonly ImmutableSortedDictionary<string, PasswordHash> _users;
    private readonly BearerToken? _token;
    private readonly string[] _challenges;

    // Hashing is slow on purpose. The last good password of each user is remembered, as a keyed digest, for as long as the
    // configuration stands, so that it is hashed once; and half of the cores check at the most, whoever guesses.
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _accepted = new(StringComparer.Ordinal);
    private readonly CheckQueue _checks = new(Math.Max(1, Environment.ProcessorCount / 2), Random.Shared);

    public AccessControl(WebOptions options)
    {
        _users = options.BasicAuthUsers;
        _token = options.BearerTokenFile is { } file ? BearerToken.FromFile(file) : null;
        _challenges =
        [
            .. _users.Count > 0 ? ["Basic realm=\"OpenAI Spend Exporter\", charset=\"UTF-8\""] : Array.Empty<string>(),
            .. _token is null ? [] : new[] { "Bearer realm=\"OpenAI Spend Exporter\"" },
        ];
    }

    /// <summary>How many passwords wait to be checked.</summary>
    public int Waiting => _checks.Waiting;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_challenges.Length == 0
            || context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null
            || await IsAllowedAsync(context))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = _challenges;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("Unauthorized.\n", context.RequestAborted);
    }

    private async Task<bool> IsAllowedAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization is not [{ } text] || !AuthenticationHeaderValue.TryParse(text, out var presented))
        {
            return false;
        }

        var value = presented.Parameter ?? string.Empty;
        return presented.Scheme.ToUpperInvariant() switch
        {
            "BASIC" when _users.Count > 0 => UserAndPassword(value) is var (user, password) && await IsUserAsync(context, user, password),
            "BEARER" when _token is not null => _token.Matches(value),
            _ => false,
        };
    }

    private async Task<bool> IsUserAsync(HttpContext context, string user, string password)
    {
        var digest = HMACSHA256.HashData(_digestKey, Encoding.UTF8.GetBytes(password));
        return IsRemembered(user, digest) || await _checks.RunAsync(
            ConnectionGuard.PeerOf(context.Connection.RemoteIpAddress), () => IsRemembered(user, digest) || Check(user, password, digest), context.RequestAborted);
    }

    private bool IsRemembered(string user, byte[] digest) =>
        _accepted.TryGetValue(user, out var accepted) && CryptographicOperations.FixedTimeEquals(digest, accepted);

    private bool Check(string user, string password, byte[] digest)
    {
        // A user that does not exist is checked against the hash of one that does, so that it takes as long.
        var isUser = _users.TryGetValue(user, out var hash);
        if (!(hash ?? _users.Values.First()).Matches(password) || !isUser)
        {
            return false;
        }

        _accepted[user] = digest;
        return true;
    }

    private static (string User, string Password)? UserAndPassword(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}

/// <summary>Marks an endpoint that asks for no password or token: the health of the process, for orchestrators.</summary>
internal sealed class OpenToAll
{
    public static readonly OpenToAll Mark = new();
}
