using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>organizations</c> together with the variables for the one-organization case.</summary>
internal sealed class OrganizationsReader(Func<string, string?> variable, List<ConfigurationError> errors)
{
    /// <summary>Said where neither the file nor the environment names a key.</summary>
    public const string NoKey =
        "no OpenAI admin key is configured. Set OPENAI_ADMIN_KEY, or OPENAI_ADMIN_KEY_FILE to a file that holds it. "
        + "An organization owner makes one at https://platform.openai.com/settings/organization/admin-keys (scope api.usage.read). "
        + "To look around without a key, start with --demo";

    private const string KeyVariable = "OPENAI_ADMIN_KEY";
    private const string KeyFileVariable = "OPENAI_ADMIN_KEY_FILE";

    public IReadOnlyList<OrganizationOptions> Read(IReadOnlyList<YamlSection> sections)
    {
        var baseUrl = ReadBaseUrl(variable("OPENAI_BASE_URL"), message => Fail("OPENAI_BASE_URL", message)) ?? OrganizationOptions.DefaultBaseUrl;
        var (key, origin) = ReadKeyFromEnvironment();
        if (sections.Count == 0)
        {
            if (key is null && origin is null)
            {
                Fail(KeyVariable, NoKey);
            }

            return key is null
                ? []
                : [new OrganizationOptions { AdminKey = key, AdminKeyOrigin = origin!, BaseUrl = baseUrl, OrganizationId = variable("OPENAI_ORG_ID") }];
        }

        var organizations = new List<OrganizationOptions>();
        foreach (var section in sections)
        {
            if (ReadOne(section, baseUrl, alone: sections.Count == 1, key, origin) is { } organization)
            {
                if (organizations.Any(other => other.Name == organization.Name))
                {
                    section.Error("name", $"\"{organization.Name}\" names two organizations; each needs a name of its own");
                }

                organizations.Add(organization);
            }
        }

        return organizations;
    }

    private OrganizationOptions? ReadOne(YamlSection section, Uri baseUrl, bool alone, AdminKey? environmentKey, string? environmentOrigin)
    {
        var name = section.Text("name");
        if (name is null)
        {
            section.Error("name", "a name is needed; it becomes the organization label");
        }

        var (key, origin) = ReadKey(section);
        if (alone && environmentKey is not null)
        {
            (key, origin) = (environmentKey, environmentOrigin);
        }
        else if (key is null && origin is null)
        {
            section.Error("admin_key_file", $"no admin key: set admin_key_file to a file that holds it, or admin_key_env to the name of a variable{(alone ? $", or set {KeyVariable}" : string.Empty)}");
        }

        var organizationId = section.Text("organization_id");
        var ownUrl = ReadBaseUrl(section.Text("base_url"), message => section.Error("base_url", message));
        var projects = section.Texts("project_ids") ?? [];
        section.RefuseUnknownKeys();
        return name is null || key is null
            ? null
            : new OrganizationOptions
            {
                Name = name,
                AdminKey = key,
                AdminKeyOrigin = origin!,
                OrganizationId = (alone ? variable("OPENAI_ORG_ID") : null) ?? organizationId,
                BaseUrl = ownUrl ?? baseUrl,
                ProjectIds = projects,
            };
    }

    // An origin without a key says that a key was named but cannot be used, which has been reported.
    private (AdminKey? Key, string? Origin) ReadKey(YamlSection section)
    {
        var file = section.Text("admin_key_file");
        var variableName = section.Text("admin_key_env");
        if (file is not null && variableName is not null)
        {
            section.Error("admin_key_env", "admin_key_file is set as well; one of the two is needed");
            return (null, file);
        }

        if (file is not null)
        {
            return (Try(() => AdminKey.FromFile(file), message => section.Error("admin_key_file", message)), file);
        }

        if (variableName is null)
        {
            return (null, null);
        }

        if (variable(variableName) is not { } value)
        {
            section.Error("admin_key_env", $"the variable {variableName} is not set");
            return (null, variableName);
        }

        return (Try(() => new AdminKey(value), message => section.Error("admin_key_env", $"the variable {variableName}: {message}")), variableName);
    }

    private (AdminKey? Key, string? Origin) ReadKeyFromEnvironment()
    {
        var value = variable(KeyVariable);
        var file = variable(KeyFileVariable);
        if (value is not null && file is not null)
        {
            Fail(KeyVariable, $"{KeyFileVariable} is set as well; one of the two is needed");
            return (null, KeyVariable);
        }

        return value is not null ? (Try(() => new AdminKey(value), message => Fail(KeyVariable, message)), KeyVariable)
            : file is not null ? (Try(() => AdminKey.FromFile(file), message => Fail(KeyFileVariable, message)), KeyFileVariable)
            : (null, null);
    }

    private static AdminKey? Try(Func<AdminKey> make, Action<string> fail)
    {
        try
        {
            return make();
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // The framework appends the parameter's name, which says nothing to a user.
            fail(unusable.Message.Split(" (Parameter")[0]);
            return null;
        }
    }

    private static Uri? ReadBaseUrl(string? text, Action<string> fail)
    {
        if (text is null)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            fail($"\"{text}\" was found; an https address is needed, such as {OrganizationOptions.DefaultBaseUrl} (http only for this machine itself, so that the key never travels in clear)");
            return null;
        }

        return url;
    }

    private void Fail(string place, string message) => errors.Add(new ConfigurationError(place, message));
}
