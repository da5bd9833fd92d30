using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>Reads the section <c>organizations</c> together with the variables for the one-organization case.</summary>
/// <param name="variable">The environment.</param>
/// <param name="limits">What holds for every organization: how many requests may be made.</param>
/// <param name="warnings">Takes what is probably not meant.</param>
/// <param name="needsKeys">Whether the keys are read: who only looks at the syntax may not have them.</param>
internal sealed class OrganizationsReader(Func<string, string?> variable, OpenAiOptions limits, List<string> warnings, bool needsKeys = true)
{
    /// <summary>Said where neither the file nor the environment names a key.</summary>
    public const string NoKey =
        "no OpenAI admin key is configured. Set OPENAI_ADMIN_KEY, or OPENAI_ADMIN_KEY_FILE to a file that holds it. "
        + $"An organization owner makes one at {KeysPage} (scope api.usage.read). "
        + "To look around without a key, start with --demo";

    private const string KeysPage = "https://platform.openai.com/settings/organization/admin-keys";
    private const string KeyVariable = "OPENAI_ADMIN_KEY";
    private const string KeyFileVariable = "OPENAI_ADMIN_KEY_FILE";
    private const string BaseUrlVariable = "OPENAI_BASE_URL";
    private const string OrganizationIdVariable = "OPENAI_ORG_ID";

    /// <summary>Reads the section.</summary>
    /// <param name="root">The file.</param>
    /// <returns>One organization for each entry, or the one of the environment. Where there are errors, they may lack what is wrong.</returns>
    public IReadOnlyList<OpenAiOptions> Read(YamlSection root)
    {
        var sections = root.Sections("organizations");
        var ofEnvironment = ReadKey(
            (KeyFileVariable, variable(KeyFileVariable), KeyFileVariable),
            (KeyVariable, variable(KeyVariable) is null ? null : KeyVariable),
            (place, message) => root.Error(place, message, place));
        if (sections.Count == 0)
        {
            return [ReadOne(root.Nothing(), new OpenAiOptions().OrganizationName, ofEnvironment, alone: true)];
        }

        var organizations = new List<OpenAiOptions>();
        foreach (var section in sections)
        {
            var organization = ReadOne(section, null, ofEnvironment, alone: sections.Count == 1);
            if (organization.OrganizationName.Length > 0 && organizations.Any(other => other.OrganizationName == organization.OrganizationName))
            {
                section.Error("name", $"\"{organization.OrganizationName}\" names two organizations; each needs a name of its own");
            }

            if (organizations.FirstOrDefault(other => ReadsTheSame(organization, other)) is { } same)
            {
                warnings.Add($"organizations \"{same.OrganizationName}\" and \"{organization.OrganizationName}\" read the same with the same key: what both read counts twice");
            }

            organizations.Add(organization);
        }

        return organizations;
    }

    private static bool ReadsTheSame(OpenAiOptions one, OpenAiOptions other) =>
        one.AdminKey is { } key && key.IsSameAs(other.AdminKey) && one.BaseUrl == other.BaseUrl && one.OrganizationId == other.OrganizationId
        && (one.ProjectIds.Count == 0 || other.ProjectIds.Count == 0 || one.ProjectIds.Intersect(other.ProjectIds).Any());

    private OpenAiOptions ReadOne(YamlSection section, string? nameOfTheOnlyOne, (AdminKey? Key, string? Origin) ofEnvironment, bool alone)
    {
        var name = section.Text("name") ?? nameOfTheOnlyOne;
        if (name is null)
        {
            section.Error("name", "a name is needed; it becomes the organization label");
        }

        var file = section.Text("admin_key_file");
        var key = ReadKey(("admin_key_file", file, file), ("admin_key_env", section.Text("admin_key_env")), (place, message) => section.Error(place, message));
        if (alone && ofEnvironment.Origin is not null)
        {
            key = ofEnvironment;
        }
        else if (!needsKeys)
        {
            // It may be set where the exporter runs.
        }
        else if (key.Origin is null && nameOfTheOnlyOne is not null)
        {
            section.Error(KeyVariable, NoKey, KeyVariable);
        }
        else if (key.Origin is null)
        {
            section.Error("admin_key_file", $"no admin key: set admin_key_file to a file that holds it, or admin_key_env to the name of a variable{(alone ? $", or set {KeyVariable}" : string.Empty)}");
        }

        var (id, idVariable) = (section.Text("organization_id"), alone ? variable(OrganizationIdVariable) : null);
        var (url, urlVariable) = (section.Text("base_url"), variable(BaseUrlVariable));
        var options = new OpenAiOptions
        {
            OrganizationName = name ?? string.Empty,
            AdminKey = key.Key,
            AdminKeyOrigin = key.Origin,
            OrganizationId = idVariable ?? id,
            ProjectIds = [.. section.Texts("project_ids") ?? []],
            LineItems = limits.LineItems,
            RequestsPerSecond = limits.RequestsPerSecond,
            Burst = limits.Burst,
            MaxRowsPerRead = limits.MaxRowsPerRead,
        };
        foreach (var project in options.ProjectIds.Where(static project => project.Length > 0 && !project.StartsWith("proj_", StringComparison.Ordinal)))
        {
            warnings.Add($"project_ids of {options.OrganizationName}: \"{project}\" does not look like a project's id, which begins with proj_; a name reads nothing");
        }

        if ((url ?? urlVariable) is { } address)
        {
            // What is no address at all is refused like a relative one.
            options.BaseUrl = Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var uri) ? uri : new Uri(string.Empty, UriKind.Relative);
        }

        // A key that is missing, and limits, have places of their own.
        section.Errors(
            options.Validate().Where(static error => error.Option is nameof(OpenAiOptions.OrganizationId) or nameof(OpenAiOptions.BaseUrl) or nameof(OpenAiOptions.ProjectIds)),
            option => option == nameof(OpenAiOptions.OrganizationId) ? (idVariable is null ? null : OrganizationIdVariable)
                : option == nameof(OpenAiOptions.BaseUrl) && url is null ? BaseUrlVariable
                : null);
        if (options.AdminKey is { LooksLikeOpenAis: false } && options.BaseUrl is { IsAbsoluteUri: true, Host: "api.openai.com" })
        {
            warnings.Add($"the admin key of {options.OrganizationName} ({key.Origin}) does not look like one of OpenAI's, which begin with sk-admin-; if it is refused, make one at {KeysPage}");
        }

        section.RefuseUnknownKeys();
        return options;
    }

    // An origin without a key says that a key was named but cannot be used, which has been reported.
    private (AdminKey? Key, string? Origin) ReadKey((string Place, string? Path, string? Origin) file, (string Place, string? Name) named, Action<string, string> fail)
    {
        if (file.Path is not null && named.Name is not null)
        {
            fail(named.Place, $"{file.Place} is set as well; one of the two is needed");
            return (null, named.Name);
        }

        if (!needsKeys)
        {
            return (null, file.Path is null ? named.Name : file.Origin);
        }

        if (file.Path is { } path)
        {
            var key = Try(() => AdminKey.FromFile(path), message => fail(file.Place, message));
            if (key?.Warning is { } warning)
            {
                warnings.Add(warning.TrimEnd('.'));
            }

            return (key, file.Origin);
        }

        if (named.Name is not { } name)
        {
            return (null, null);
        }

        if (variable(name) is { } value)
        {
            return (Try(() => new AdminKey(value), message => fail(named.Place, named.Place == name ? message : $"the variable {name}: {message}")), name);
        }

        fail(named.Place, $"the variable {name} is not set");
        return (null, name);
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
            fail(unusable.Message.Split(" (Parameter")[0].TrimEnd('.'));
            return null;
        }
    }
}
