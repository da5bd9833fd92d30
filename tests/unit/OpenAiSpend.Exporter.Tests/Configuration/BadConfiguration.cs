using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

/// <summary>A configuration that cannot be used, and what is said about it.</summary>
/// <param name="Yaml">The file; null for none. FOLDER stands for the folder that it is in.</param>
/// <param name="Lines">How the lines of what is said begin, in their order. FILE stands for the file.</param>
public sealed record BadConfiguration(string? Yaml, params string[] Lines)
{
    private const string Secret = "hunter2";
    private const string Deep = "web: ";

    /// <summary>Every one of them.</summary>
    public static readonly IReadOnlyList<BadConfiguration> All =
    [
        // The file.
        new("{{", "FILE:1: not valid YAML: "),
        new("{{", "FILE:1: not valid YAML: ") { HasKey = false },
        new("web:\n  listen_address: [localhost\nbudgets: }", "FILE:2: not valid YAML: "),
        new("web:\n  listen_address: [\n", "FILE:3: not valid YAML: "),
        new("web: {listen_address: a:1, listen_address: b:2}", "FILE:1: not valid YAML: "),
        new("web: *nowhere", "FILE:1: not valid YAML: "),
        new("- a\n- b", "FILE: the file must hold one YAML document of keys and values"),
        new("a: 1\n---\nb: 2", "FILE: the file must hold one YAML document of keys and values"),
        new(Deep + new string((char)91, 200), "FILE:1: not valid YAML: it is nested deeper than 64 levels"),
        new("web:\n" + string.Concat(Enumerable.Range(1, 200).Select(depth => new string(' ', depth) + "a:\n")), "FILE:65: not valid YAML: it is nested deeper than 64 levels"),
        new("metrics: &m {cost_days: 3}\nprojects: {<<: *m}", "FILE:2: not valid YAML: merge keys (<<) are not supported; write the keys out"),
        new("web: {? [a, b] : c}", "FILE:1: not valid YAML: a key is a list, a section or an alias; a single word is needed"),
        new("projects: {~: {team: a}}", "FILE:1: not valid YAML: a key is missing"),
        new("web: {}\nmetrics: \0\n", "FILE:2: not valid YAML: it holds the control character U+0000"),
        new("colour: red", "FILE:1: colour: unknown key; allowed here: alerts, budgets, collection, log, metrics, "),
        new("web: 5", "FILE:1: web: a single value was found; keys with values are needed below it"),
        new("web: '~'", "FILE:1: web: a single value was found; keys with values are needed below it"),
        new("budgets: {name: x}", "FILE:1: budgets: a section was found; a list of entries is needed, each with keys and values"),
        new("budgets: [x]", "FILE:1: budgets: a list with something else in it was found; a list of entries is needed"),
        new("state: {path: [a]}", "FILE:1: state.path: a list was found; a single value is needed"),

        // web
        new("web: {listen_adress: 'localhost:1'}", "FILE:1: web.listen_adress: unknown key; allowed here: basic_auth_users, bearer_token_file, hosts, listen_address, tls_server_config"),
        new("web: {listen_address: somewhere}", "FILE:1: web.listen_address: \"somewhere\" was found; HOST:PORT is needed"),
        new(null, "--web.listen-address: \"nowhere\" was found; HOST:PORT is needed") { Flags = ["--web.listen-address", "nowhere"] },
        new("web: {tls_server_config: {cert_file: /nowhere/tls.crt}}", "FILE:1: web.tls_server_config.key_file: cert_file and key_file are both needed for TLS"),
        new("web: {tls_server_config: {cert_file: /nowhere/tls.crt, key_file: /nowhere/tls.key}}", "FILE:1: web.tls_server_config.cert_file: Could not find"),
        new("web: {tls_server_config: {cert_file: \"/etc/hostname\\0b\", key_file: /nowhere/tls.key}}", "FILE:1: web.tls_server_config.cert_file: the name of a file cannot hold a NUL character"),
        new("web: {bearer_token_file: /nowhere/token}", "FILE:1: web.bearer_token_file: Could not find"),
        new("web: {bearer_token_file: FOLDER}", "FILE:1: web.bearer_token_file: FOLDER is a folder; a file is needed"),
        new($"web: {{basic_auth_users: {{alice: {Secret}}}}}", "FILE:1: web.basic_auth_users.alice: a bcrypt hash is needed"),

        // organizations
        new("organizations: [{name: x}, {name: y}]", "FILE:1: organizations[0].admin_key_file: no admin key: set admin_key_file", "FILE:1: organizations[1].admin_key_file: no admin key"),
        new("organizations: [{name: x, admin_key_env: KEY}, {name: x, admin_key_env: KEY}]", "FILE:1: organizations[1].name: \"x\" names two organizations; each needs a name of its own"),
        new("organizations: [{name: x, admin_key_env: UNSET}, {name: x, admin_key_env: KEY}]", "FILE:1: organizations[0].admin_key_env: the variable UNSET is not set", "FILE:1: organizations[1].name: \"x\" names two organizations"),
        new("organizations: [{admin_key_env: KEY}]", "FILE:1: organizations[0].name: a name is needed; it becomes the organization label"),
        new($"organizations: [{{name: x, admin_key: sk-admin-{Secret}}}]", "FILE:1: organizations[0].admin_key: unknown key; allowed here: admin_key_env, admin_key_file, base_url, name, organization_id, project_ids"),
        new($"organizations: [{{name: x, admin_key_env: sk-admin-{Secret}}}]", "FILE:1: organizations[0].admin_key_env: the variable sk-admin-… is not set") { HasKey = false },
        new($"organizations: [{{name: x, admin_key_file: sk-admin-{Secret}}}]", "FILE:1: organizations[0].admin_key_file: The admin key file sk-admin-… cannot be read"),
        new("organizations: [{name: x, admin_key_file: /nowhere/key}]", "FILE:1: organizations[0].admin_key_file: The admin key file /nowhere/key cannot be read"),
        new("organizations: [{name: x, admin_key_env: UNSET}]", "FILE:1: organizations[0].admin_key_env: the variable UNSET is not set"),
        new("organizations: [{name: x, admin_key_env: KEY, admin_key_file: /nowhere/key}]", "FILE:1: organizations[0].admin_key_env: admin_key_file is set as well; one of the two is needed"),
        new("organizations: [{name: x, organization_id: acme corp}]", "FILE:1: organizations[0].organization_id: \"acme corp\" was found; letters, digits, hyphens and underscores are needed, such as org-abc123"),
        new(null, "OPENAI_ORG_ID: \"acme corp\" was found; letters, digits") { Variables = { ["OPENAI_ORG_ID"] = "acme corp" } },
        new("organizations: [{name: x}]", "OPENAI_ORG_ID: \"acme corp\" was found; letters, digits") { Variables = { ["OPENAI_ORG_ID"] = "acme corp" } },
        new($"organizations: [{{name: x, base_url: 'https://user:{Secret}@api.openai.com/v1'}}]", "FILE:1: organizations[0].base_url: an address without user, password, query or fragment is needed"),
        new($"organizations: [{{name: x, base_url: 'https://user:{Secret}@api.openai.com:port/v1'}}]", "FILE:1: organizations[0].base_url: an https address is needed, such as https://api.openai.com/v1"),
        new($"organizations: [{{name: x, base_url: 'https://api.openai.com/v1?key={Secret}'}}]", "FILE:1: organizations[0].base_url: an address without user, password, query or fragment is needed"),
        new("organizations: [{name: x, base_url: 'http://api.openai.com/v1'}]", "FILE:1: organizations[0].base_url: an https address is needed, such as https://api.openai.com/v1 (http only for this machine itself"),
        new(null, "OPENAI_BASE_URL: an address without user, password, query or fragment is needed") { Variables = { ["OPENAI_BASE_URL"] = $"https://user:{Secret}@api.openai.com/v1" } },
        new("organizations: [{name: x, project_ids: [proj_a, proj_a]}]", "FILE:1: organizations[0].project_ids: \"proj_a\" is there twice"),
        new("organizations: [{name: x, project_ids: [~]}]", "FILE:1: organizations[0].project_ids: a list with something else in it was found; a list of single values is needed"),
        new(null, "OPENAI_ADMIN_KEY: no OpenAI admin key is configured. Set OPENAI_ADMIN_KEY, or OPENAI_ADMIN_KEY_FILE") { HasKey = false },
        new(null, "OPENAI_ADMIN_KEY: The admin key holds white space") { Variables = { ["OPENAI_ADMIN_KEY"] = $"sk-admin-{Secret} b" } },
        new(null, "OPENAI_ADMIN_KEY: OPENAI_ADMIN_KEY_FILE is set as well; one of the two is needed") { Variables = { ["OPENAI_ADMIN_KEY_FILE"] = "/nowhere/key" } },
        new(null, "OPENAI_SPEND_DEMO: \"perhaps\" was found; true, false or quiet is needed") { Variables = { ["OPENAI_SPEND_DEMO"] = "perhaps" } },

        // collection and metrics
        new("collection: {costs: {interval: 15x}}", "FILE:1: collection.costs.interval: \"15x\" was found; a duration from 1s to 1d is needed, such as 15m"),
        new("collection: {usage: {interval: 2d}}", "FILE:1: collection.usage.interval: \"2d\" was found; a duration from 1s to 1d is needed, such as 5m"),
        new("collection: {costs: {settle: 90d}}", "FILE:1: collection.costs.settle: \"90d\" was found; whole days from 1d to 31d are needed, such as 4d"),
        new("collection: {costs: {history: 36h}}", "FILE:1: collection.costs.history: \"36h\" was found; whole days from 1d to 366d are needed, such as 65d"),
        new("collection: {usage: {history: 3d, settle: 4d}}\nmetrics: {usage_days: 1}", "FILE:1: collection.usage.settle: 4d cannot be read again while history keeps 3d"),
        new("collection:\n  requests_per_second: 0,5", "FILE:2: collection.requests_per_second: \"0,5\" was found; a number from 0 to 1000 is needed, with a decimal point and no comma"),
        new("collection: {requests_per_second: 1e-9}", "FILE:1: collection.requests_per_second: 0, for no limit, or a number from 0.001 to 1000 is needed"),
        new("collection: {burst: 0}", "FILE:1: collection.burst: \"0\" was found; a whole number from 1 to 10000 is needed, such as 20"),
        new("collection: {costs: {line_items: [\" \"]}}", "FILE:1: collection.costs.line_items: a list with something else in it was found; a list of single values is needed"),
        new("collection: {costs: {group_by: [model]}}", "FILE:1: collection.costs.group_by: \"model\" was found; costs can be grouped by project_id, line_item, api_key_id, user_id, api_source"),
        new("collection: {surfaces: [completions, telepathy]}", "FILE:1: collection.surfaces: \"telepathy\" was found; allowed: completions, embeddings"),
        new("collection: {surfaces: [completions, completions]}", "FILE:1: collection.surfaces: \"completions\" is there twice"),
        new("collection: {group_by: {embeddings: [batch]}}", "FILE:1: collection.group_by.embeddings: \"batch\" was found; embeddings can be grouped by project_id, model, user_id, api_key_id"),
        new("collection: {costs: {group_by: [project_id, project_id]}}", "FILE:1: collection.costs.group_by: \"project_id\" is there twice"),
        new("metrics: {cost_days: 4000}", "FILE:1: metrics.cost_days: \"4000\" was found; a whole number from 1 to 366 is needed, such as 35"),
        new("metrics: {usage_days: 100}", "metrics.usage_days: 100 days cannot be shown while collection.usage.history keeps 8d"),

        // budgets, projects and the rest
        new("budgets: [{name: x, monthly_usd: lots}]", "FILE:1: budgets[0].monthly_usd: \"lots\" was found; a number from 0 to 1000000000000 is needed"),
        new("budgets: [{name: x}]", "FILE:1: budgets[0].monthly_usd: an amount in US dollars is needed, here or in daily_usd"),
        new("budgets: [{name: x, monthly_usd: 1, severity: urgent}]", "FILE:1: budgets[0].severity: \"urgent\" was found; allowed: critical, warning, info"),
        new("budgets: [{name: x, monthly_usd: 1, warn_at: [half]}]", "FILE:1: budgets[0].warn_at: \"half\" was found; fractions are needed, such as [0.5, 0.8]"),
        new("budgets: [{name: x, monthly_usd: 1, warn_at: [80]}]", "FILE:1: budgets[0].warn_at: 80 was found; from 0.01 to 0.99 is allowed"),
        new("budgets: [{name: x, monthly_usd: 1, warn_at: [0.5, 0.50]}]", "FILE:1: budgets[0].warn_at: a fraction is there twice"),
        new("budgets: [{name: x, daily_usd: 1, warn_at: [0.5]}]", "FILE:1: budgets[0].warn_at: these are fractions of monthly_usd, which is not set"),
        new("projects: {proj_a: {severity: high}}", "FILE:1: projects.proj_a.severity: the key becomes a label of openai_project_info and of alerts, which have "),
        new("alerts: {dashboards_url: grafana}", "FILE:1: alerts.dashboards_url: \"grafana\" was found; an absolute http or https address is needed, without a password"),
        new("alerts: {dashboards_url: 'ftp://grafana'}", "FILE:1: alerts.dashboards_url: \"ftp://grafana\" was found; an absolute http or https address is needed, without a password"),
        new("budgets: [{daily_usd: 1}]", "FILE:1: budgets[0].name: a name is needed; it becomes the budget label"),
        new("budgets: [{name: openai_spend_limit, daily_usd: 1}]", "FILE:1: budgets[0].name: \"openai_spend_limit\" stands for the limits that are set at OpenAI"),
        new("budgets: [{name: x, organization: y, daily_usd: 1}]", "FILE:1: budgets[0].organization: \"y\" was found; configured: default"),
        new("budgets: [{name: x, daily_usd: 1}, {name: x, daily_usd: 2}]", "FILE:1: budgets[1].name: \"x\" names two budgets; each needs a name of its own"),
        new("budgets: [{name: x, organization: default, daily_usd: 1}, {name: x, daily_usd: 2}]", "FILE:1: budgets[1].name: \"x\" names two budgets"),
        new("budgets: [{name: x, daily_usd: 1}, {name: x, organization: default, daily_usd: 2}]", "FILE:1: budgets[1].name: \"x\" names two budgets"),
        new("budgets: [{name: x, projects: [], daily_usd: 1}]", "FILE:1: budgets[0].projects: an empty list was found; projects are needed, or no such key for the whole organization"),
        new("budgets: [{name: x, projects: [a, a], daily_usd: 1}]", "FILE:1: budgets[0].projects: \"a\" is there twice"),
        new("budgets: [{name: x, projects: [a], team: t, daily_usd: 1}]", "FILE:1: budgets[0].team: projects is set as well; one of the two is needed"),
        new("budgets: [{name: x, customer: c, team: t, daily_usd: 1}]", "FILE:1: budgets[0].customer: projects or team is set as well; a budget is for a customer or for projects"),
        new("organizations: [{name: a, admin_key_env: KEY}, {name: b, admin_key_env: UNSET}]\nbudgets: [{name: x, organization: b, daily_usd: 1}]", "FILE:1: organizations[1].admin_key_env: the variable UNSET is not set"),
        new("organizations: [{name: a, admin_key_env: KEY}, {name: b, admin_key_env: KEY}]\nbudgets: [{name: x, daily_usd: 1}]", "FILE:2: budgets[0].organization: several organizations are configured, so one of them is needed: a, b"),
        new("projects: {proj_a: {cost-center: 1}}", "FILE:1: projects.proj_a.cost-center: the key becomes a label, so it needs letters"),
        new("projects: {proj_a: {status: x}}", "FILE:1: projects.proj_a.status: the key becomes a label of openai_project_info and of alerts, which have organization"),
        new("alerts: {new_model_usd: -1}", "FILE:1: alerts.new_model_usd: \"-1\" was found; a number from 0 to 1000000000 is needed, with a decimal point and no comma"),
        new("privacy: {user_names: perhaps}", "FILE:1: privacy.user_names: \"perhaps\" was found; true or false is needed"),
        new("log: {level: loud}", "FILE:1: log.level: \"loud\" was found; allowed: debug, info, warn, error"),
        new("state: {path: FOLDER/exporter.yml}", "FILE:1: state.path: FOLDER/exporter.yml is a file; a folder is needed"),

        // traces
        new("traces: {customer_label: customer}", "FILE:1: traces.prometheus_url: an http or https address without user, password, query or fragment is needed, such as http://prometheus:9090"),
        new($"traces: {{prometheus_url: 'http://user:{Secret}@prometheus:9090'}}", "FILE:1: traces.prometheus_url: an http or https address without user, password, query or fragment is needed"),
        new("traces: {prometheus_url: 'prometheus:9090'}", "FILE:1: traces.prometheus_url: an http or https address without user"),
        new("traces: {prometheus_url: 'http://p', customer_label: customer.id}", "FILE:1: traces.customer_label: \"customer.id\" was found; the name of a label is needed: letters, digits and underscores"),
        new("traces: {prometheus_url: 'http://p', project_label: customer_id}", "FILE:1: traces.project_label: \"customer_id\" is the customer's label already"),
        new("traces: {prometheus_url: 'http://p', history: 36h}", "FILE:1: traces.history: \"36h\" was found; whole days from 1d to 366d are needed, such as 35d"),
        new("traces: {prometheus_url: 'http://p', timeout: 1h}", "FILE:1: traces.timeout: \"1h\" was found; a duration from 1s to 10m is needed, such as 1m"),
        new("traces: {prometheus_url: 'http://p', basic_auth: {username: a}}", "FILE:1: traces.basic_auth.password_file: username and password_file are needed together"),
        new($"traces: {{prometheus_url: 'http://p', basic_auth: {{username: a, password: {Secret}}}}}", "FILE:1: traces.basic_auth.password: unknown key; allowed here: password_file, username", "FILE:1: traces.basic_auth.password_file: username and password_file are needed together"),
        new("traces: {prometheus_url: 'http://p', bearer_token_file: /nowhere/token}", "FILE:1: traces.bearer_token_file: Could not find"),
        new("traces: {prometheus_url: 'http://p', basic_auth: {username: a, password_file: /etc/hostname}, bearer_token_file: /etc/hostname}", "FILE:1: traces.bearer_token_file: basic_auth is set as well; one of the two is needed"),
        new($"traces: {{prometheus_url: 'http://p', headers: {{Authorization: 'Bearer {Secret}'}}}}", "FILE:1: traces.headers: Authorization is not set here: use basic_auth or bearer_token_file"),
        new($"traces: {{prometheus_url: 'http://p', headers: {{X-Scope: \"{Secret}\\nb\"}}}}", "FILE:1: traces.headers: names of letters, digits and hyphens, with values of visible ASCII characters, are needed"),
        new("traces: {prometheus_url: 'http://p', ca_file: /etc/hostname}", "FILE:1: traces.ca_file: /etc/hostname holds no certificate in PEM"),
        new("traces: {prometheus_url: 'http://p', organization: nobody}", "FILE:1: traces.organization: \"nobody\" was found; configured: default"),
        new("organizations: [{name: a, admin_key_env: KEY}, {name: b, admin_key_env: KEY}]\ntraces: {prometheus_url: 'http://p'}", "FILE:2: traces.organization: several organizations are configured, so one of them is needed: a, b"),

        // otlp
        new("otlp: {protocol: http/json}", "FILE:1: otlp.protocol: \"http/json\" was found; http/protobuf or grpc is needed"),
        new("otlp: {interval: 1h}", "FILE:1: otlp.interval: \"1h\" was found; a duration from 1s to 5m is needed, such as 1m"),
        new("otlp: {headers: a=b}", "FILE:1: otlp.headers: unknown key; allowed here: endpoint, interval, protocol"),
        new($"otlp: {{endpoint: 'https://user:{Secret}@collector'}}", "FILE:1: otlp.endpoint: an http or https address is needed, such as http://localhost:4318; credentials belong in OTEL_EXPORTER_OTLP_HEADERS"),
        new("otlp: {endpoint: /}", "FILE:1: otlp.endpoint: an http or https address is needed"),
        new($"web: {{bearer_token_file: 'http://user:{Secret}@host/'}}", "FILE:1: web.bearer_token_file: Could not find"),
        new(null, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: an http or https address is needed") { Variables = { ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"https://user:{Secret}@collector" } },
        new("otlp: {endpoint: 'http://localhost:4318'}", "OTEL_EXPORTER_OTLP_HEADERS: headers are needed as NAME=VALUE, separated by commas") { Variables = { ["OTEL_EXPORTER_OTLP_HEADERS"] = Secret } },
        new("otlp: {endpoint: 'http://localhost:4318'}", "OTEL_EXPORTER_OTLP_METRICS_HEADERS: headers are needed as NAME=VALUE, separated by commas") { Variables = { ["OTEL_EXPORTER_OTLP_METRICS_HEADERS"] = $"a b={Secret}" } },
        new("otlp: {endpoint: 'http://localhost:4318'}", "OTEL_EXPORTER_OTLP_HEADERS: headers are needed as NAME=VALUE, separated by commas") { Variables = { ["OTEL_EXPORTER_OTLP_HEADERS"] = $"a={Secret}%0Ab" } },
        new(null, "OTEL_EXPORTER_OTLP_TIMEOUT: \"10s\" was found; milliseconds from 1 to 60000 are needed") { Variables = { ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "10s" } },
        new(null, "OTEL_EXPORTER_OTLP_COMPRESSION: \"zip\" was found; gzip or none is needed") { Variables = { ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "zip" } },

        // What a file holds is shown, but neither at length nor with what a terminal would obey.
        new("privacy: {user_names: \"a\\e[2Jb\\nc\"}", "FILE:1: privacy.user_names: \"a\\u001B[2Jb\\u000Ac\" was found; true or false is needed"),
        new($"privacy: {{user_names: {new string('x', 10_000)}}}", $"FILE:1: privacy.user_names: \"{new string('x', 100)}…\" was found; true or false is needed"),
    ];

    /// <summary>What must be said nowhere.</summary>
    public static string Hidden => Secret;

    /// <summary>Variables besides the key and <c>KEY</c>, which is another one.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Flags besides the file.</summary>
    public string[] Flags { get; init; } = [];

    /// <summary>Whether OPENAI_ADMIN_KEY is set.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>The variables as the program sees them.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name) ?? name switch
    {
        "OPENAI_ADMIN_KEY" when HasKey => "sk-admin-0123456789abcdef",
        "KEY" => "sk-admin-fedcba9876543210",
        _ => null,
    };

    /// <summary>Writes the file.</summary>
    /// <returns>The flags.</returns>
    public string[] Write(TemporaryFolder folder) =>
        [.. Yaml is null ? [] : new[] { "--config.file", folder.Write("exporter.yml", Yaml.Replace("FOLDER", folder.Path, StringComparison.Ordinal)) }, .. Flags];

    /// <summary>How the lines begin, with the file in its place.</summary>
    public IEnumerable<string> Expected(TemporaryFolder folder) => Lines.Select(line => line
        .Replace("FILE:", $"{folder.File("exporter.yml")}:", StringComparison.Ordinal).Replace("FOLDER", folder.Path, StringComparison.Ordinal));
}
