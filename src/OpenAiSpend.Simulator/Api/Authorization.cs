namespace OpenAiSpend.Simulator;

/// <summary>Decides whether the presented key may read; refusals have the words of OpenAI.</summary>
internal sealed class Authorization(SimulatorOptions options)
{
    public static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
    }

    public static ApiErrorException WrongKey(string shown) => new(
        401,
        $"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys.",
        null,
        "invalid_api_key");

    public static ApiErrorException MissingScope(string scope) => new(
        403,
        $"You have insufficient permissions for this operation. Missing scopes: {scope}. Check that you have the correct role in your organization, "
        + "and if you're using a restricted API key, that it has the necessary scopes.");

    /// <exception cref="ApiErrorException">The key may not.</exception>
    public void Demand(HttpRequest request, ApiRoute route)
    {
        var key = Presented(request);
        if (string.IsNullOrEmpty(key))
        {
            throw new ApiErrorException(
                401,
                "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
                + "(i.e. Authorization: Bearer YOUR_KEY).");
        }
        if (key != options.AdminKey)
            throw WrongKey(Mask(key));
        if (options.OrganizationId is { } own && request.Headers.TryGetValue("OpenAI-Organization", out var asked) && asked != own)
            throw new ApiErrorException(401, "OpenAI-Organization header should match organization for API key", null, "mismatched_organization");
        if (!(route.IsReport ? options.CanReadUsage : options.CanReadManagement))
            throw MissingScope(route.Scope);
    }

    /// <summary>The first eight and the last four characters, as far as that hides anything.</summary>
    private static string Mask(string key) => key.Length < 16 ? new string('*', key.Length) : key[..8] + new string('*', key.Length - 12) + key[^4..];
}
