using System.Globalization;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Collection;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests;

public sealed class ConfigurationReaderTests : IDisposable
{
    private const string Key = "sk-admin-abcdefghijklmnop";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = new() { ["OPENAI_ADMIN_KEY"] = Key };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NothingButAKey_HasTheDocumentedDefaults()
    {
        var options = Read(null);

        var organization = Assert.Single(options.Organizations);
        Assert.Equal(("default", "https://api.openai.com/v1", "OPENAI_ADMIN_KEY"), (organization.OrganizationName, organization.BaseUrl.ToString(), organization.AdminKeyOrigin));
        Assert.Equal("localhost:9718", options.Web.ListenAddress.ToString());
        Assert.Equal(new PollingOptions(TimeSpan.FromMinutes(15), 65, 4), options.Collection.Costs);
        Assert.Equal(new PollingOptions(TimeSpan.FromMinutes(5), 8, 2), options.Collection.Usage);
        Assert.Equal((1d, 20), (organization.RequestsPerSecond, organization.Burst));
        Assert.Equal(Surface.Usage, options.Collection.Surfaces);
        Assert.Equal([Dimension.ProjectId, Dimension.LineItem], options.Collection.GroupBy[Surface.Costs]);
        Assert.All(Surface.Usage, surface => Assert.Equal(surface.GroupBy.Remove(Dimension.ApiSource), options.Collection.GroupBy[surface]));
        Assert.Equal((35, 8, 100_000), (options.Metrics.CostDays, options.Metrics.UsageDays, options.Metrics.MaxSeries));
        Assert.Equal(4m, options.Metrics.AlertThresholds["anomaly_score"]);
        Assert.True(options.Privacy is { UserNames: true, UserEmails: false });
        Assert.Null(options.StatePath);
        Assert.False(options.Demo);
    }

    [Fact]
    public void Read_Budgets_AreCriticalForTheOrganizationAndCarryWhatTheirProjectsShare()
    {
        const string File = """
            budgets:
              - { name: everything, monthly_usd: 9 }
              - { name: search, team: search, monthly_usd: 5, warn_at: [0.5, 0.80] }
              - { name: two, projects: [proj_a, proj_b], daily_usd: 1, severity: info }
              - { name: unknown, projects: [proj_a, proj_x], daily_usd: 1 }
            projects:
              proj_a: { team: search, cost_center: "1", floor: "3" }
              proj_b: { team: search, cost_center: "2", floor: "3" }
            """;

        var budgets = Read(File).SettingsOf("default").Budgets;

        Assert.Equal([AlertSeverity.Critical, AlertSeverity.Warning, AlertSeverity.Info, AlertSeverity.Warning], budgets.Select(static budget => budget.Severity));
        Assert.Equal(["", "floor=3 team=search", "floor=3 team=search", ""], budgets.Select(static budget => string.Join(' ', budget.Attributes.Select(static pair => $"{pair.Key}={pair.Value}"))));
        Assert.Equal(["0.5", "0.80"], budgets[1].WarnAt.Select(static step => step.ToString(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(null, null, "http://localhost:3000")]
    [InlineData("https://grafana.example.com/", null, "https://grafana.example.com")]
    [InlineData("https://grafana.example.com", "http://other:3000/grafana/", "http://other:3000/grafana")]
    public void Read_DashboardsUrl_TheVariableOverridesTheFile(string? file, string? variable, string expected)
    {
        _environment["OPENAI_SPEND_DASHBOARDS_URL"] = variable;

        Assert.Equal(expected, Read(file is null ? null : $"alerts: {{ dashboards_url: '{file}' }}").Metrics.DashboardsUrl);
    }

    [Theory]
    [InlineData("proj_a, Search", "\"Search\" does not look like a project's id")]
    [InlineData("proj_a", null)]
    public void Read_ProjectIdThatIsAName_Warns(string ids, string? words)
    {
        var warnings = Read($"organizations: [{{name: acme, project_ids: [{ids}]}}]").Warnings;
        Assert.Equal(words is not null, warnings.Any(warning => warning.Contains(words ?? "project_ids", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData(", project_ids: [proj_a]", "", true)]
    [InlineData(", project_ids: [proj_a]", ", project_ids: [proj_b]", false)]
    [InlineData(", organization_id: org-a", ", organization_id: org-b", false)]
    [InlineData("", ", base_url: 'https://eu.api.openai.com/v1'", false)]
    public void Read_TwoOrganizationsWithOneKey_WarnsWhereTheyReadTheSame(string one, string other, bool warns)
    {
        var warnings = Read($$"""organizations: [{name: a, admin_key_env: OPENAI_ADMIN_KEY{{one}}}, {name: b, admin_key_env: OPENAI_ADMIN_KEY{{other}}}]""").Warnings;
        Assert.Equal(warns, warnings.Contains("organizations \"a\" and \"b\" read the same with the same key: what both read counts twice"));
        Assert.DoesNotContain(warnings, static warning => warning.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WhatIsExposed_IsAsTheFileSays()
    {
        var metrics = Read("metrics: { quantity_days: 20, usage_measures: [essential, input_audio_tokens], exclude: [openai_images_.*] }").Metrics;

        Assert.Equal(20, metrics.QuantityDays);
        Assert.Equal(["essential", "input_audio_tokens"], metrics.UsageMeasures);
        Assert.Equal(["openai_images_.*"], metrics.Exclude);
        Assert.Equal(["all"], Read("metrics: { usage_measures: all }").Metrics.UsageMeasures);
        Assert.Null(Read(null).Metrics.QuantityDays);
    }

    [Theory]
    [InlineData("usage_measures: most", "metrics.usage_measures: there is no measure \"most\"")]
    [InlineData("usage_measures: [tokens]", "metrics.usage_measures: there is no measure \"tokens\"")]
    [InlineData("exclude: openai_images_.*", "metrics.exclude: a single value was found")]
    [InlineData("exclude: ['openai_(']", "metrics.exclude: \"openai_(\" is no regular expression")]
    [InlineData("quantity_days: 70", "metrics.quantity_days: 70 days cannot be shown while collection.costs.history keeps 65d")]
    public void Read_WhatIsExposedIsWrong_SaysWhere(string metrics, string words)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read($"metrics: {{ {metrics} }}"));
        Assert.Contains(words, Assert.Single(wrong.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exclude: [openai_images_.*]", null)]
    [InlineData("exclude: [openai_cost_daily]", "metrics.exclude: \"openai_cost_daily\" is the name of no family")]
    [InlineData("exclude: [openai_exporter_missing_days]", "metrics: openai_exporter_missing_days is not exposed, and the shipped rules need it: OpenAIExporterDaysMissing")]
    [InlineData("exclude: [openai_exporter_api_r.*]", null)]
    [InlineData("usage_measures: [input_tokens]", "metrics: openai_completions_daily_output_tokens is not exposed, and the shipped rules need it: ")]
    public void Read_FamilyThatShippedRulesNeedIsNotExposed_Warns(string metrics, string? words)
    {
        var warnings = Read($"metrics: {{ {metrics} }}").Warnings;
        Assert.True(words is null ? warnings.Count == 0 : warnings.Any(warning => warning.StartsWith(words, StringComparison.Ordinal)), string.Join('\n', warnings));
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(100_000, 5_000_000)]
    [InlineData(10_000_000, 500_000_000)]
    public void Read_MoreSeries_AllowMoreRows(int series, int rows)
    {
        Assert.Equal(rows, Assert.Single(Read($"metrics: {{max_series: {series}}}").Organizations).MaxRowsPerRead);
    }

    [Fact]
    public void Read_MaxLabelSets_IsInForceAndWarnedAbout()
    {
        var options = Read("metrics: { max_label_sets: 500 }");

        Assert.Equal((500, 100_000), (options.Metrics.MaxLabelSets, options.Metrics.MaxSeries));
        Assert.Contains("set metrics.max_series instead", Assert.Single(options.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MaxSeriesThatTheBudgetsAloneExceed_IsRefused()
    {
        const string Budgets = "budgets: [{ name: a, monthly_usd: 1, daily_usd: 1 }, { name: b, monthly_usd: 1 }]";

        Assert.Equal(
            "metrics.max_series: 2 series are too few: the budgets of default alone have 3",
            Assert.Single(Assert.Throws<ConfigurationException>(() => Read($"metrics: {{ max_series: 2 }}\n{Budgets}")).Errors).ToString());
        Assert.Equal(3, Read($"metrics: {{ max_series: 3 }}\n{Budgets}").Metrics.MaxSeries);
    }

    [Fact]
    public void Read_ExampleFile_IsGoodAndSaysTheDefaults()
    {
        var example = File.ReadAllText(Repository.File("exporter.example.yml"))
            .Replace("/run/secrets/openai_admin_key", WriteKey(UnixFileMode.UserRead), StringComparison.Ordinal);

        var options = Read(example);
        var defaults = Read(null);

        Assert.Equal(defaults.Collection.Costs, options.Collection.Costs);
        Assert.Equal(defaults.Collection.Usage, options.Collection.Usage);
        Assert.Equal(defaults.Metrics.AlertThresholds, options.Metrics.AlertThresholds);
        Assert.Equal(defaults.Web.ListenAddress, options.Web.ListenAddress);
        Assert.Equal((defaults.Metrics.CostDays, defaults.Metrics.UsageDays, defaults.Metrics.MaxSeries), (options.Metrics.CostDays, options.Metrics.UsageDays, options.Metrics.MaxSeries));
        Assert.Null(options.Metrics.MaxLabelSets);
        Assert.Equal(defaults.Collection.Surfaces, options.Collection.Surfaces);
        Assert.Null(options.Traces);
        Assert.NotEmpty(options.Budgets);
        Assert.NotEmpty(options.Projects);
        Assert.Empty(options.Warnings);
    }

    [Fact]
    public void Read_Traces_HaveTheirDefaultsAndTheOnlyOrganization()
    {
        Assert.Null(Read(null).Traces);
        Assert.Null(Read("traces: { prometheus_url: '' }").Traces);
        var (source, polling) = Read("traces: { prometheus_url: 'http://prometheus:9090', headers: { X-Scope-OrgID: a } }").Traces!;
        Assert.Equal(("default", "customer_id", null, TimeSpan.FromMinutes(1)), (source.Organization, source.CustomerLabel, source.ProjectLabel, source.Timeout));
        Assert.Equal((TimeSpan.FromMinutes(5), 35), (polling.Interval, polling.HistoryDays));
        Assert.Equal("a", source.Headers["X-Scope-OrgID"]);
    }

    [Fact]
    public void Read_SeveralMistakes_SaysAllOfThemWithTheirPlaces()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read("""
            web:
              listen_adress: localhost:1
            collection:
              costs: { interval: 15x, settle: 90d }
              surfaces: [completions, telepathy]
              group_by: { embeddings: [batch] }
            metrics: { cost_days: 100 }
            budgets:
              - { name: a, monthly_usd: lots }
              - { monthly_usd: 5, projects: [p], team: t }
            privacy: { user_names: perhaps }
            """));

        var errors = wrong.Errors.Select(error => error.ToString().Replace(_folder.Path, string.Empty, StringComparison.Ordinal)).ToArray();
        string[] expected =
        [
            "/exporter.yml:2: web.listen_adress: unknown key",
            "/exporter.yml:4: collection.costs.interval: \"15x\" was found; a duration from 1s to 1d is needed, such as 15m",
            "/exporter.yml:4: collection.costs.settle: \"90d\" was found; whole days from 1d to 31d are needed",
            "/exporter.yml:5: collection.surfaces: \"telepathy\" was found; allowed: completions, embeddings",
            "/exporter.yml:6: collection.group_by.embeddings: \"batch\" was found; embeddings can be grouped by project_id, model, user_id, api_key_id",
            "/exporter.yml:9: budgets[0].monthly_usd: \"lots\" was found; a number",
            "/exporter.yml:10: budgets[1].name: a name is needed",
            "/exporter.yml:10: budgets[1].team: projects is set as well",
            "/exporter.yml:11: privacy.user_names: \"perhaps\" was found; true or false is needed",
            "metrics.cost_days: 100 days cannot be shown while collection.costs.history keeps 65d",
        ];
        Assert.All(expected, line => Assert.Contains(errors, error => error.StartsWith(line, StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_NoKey_SaysWhatToSetAndWhereToGetOneAndThatTheDemoNeedsNone()
    {
        _environment.Clear();

        var wrong = Assert.Throws<ConfigurationException>(() => Read(null));

        var message = Assert.Single(wrong.Errors).ToString();
        Assert.Contains("OPENAI_ADMIN_KEY", message, StringComparison.Ordinal);
        Assert.Contains("https://platform.openai.com/settings/organization/admin-keys", message, StringComparison.Ordinal);
        Assert.Contains("--demo", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Demo_NeedsNoKey()
    {
        _environment.Clear();

        Assert.True(new ConfigurationReader(Environment).Read(new CommandLineOptions { Demo = "story" }).Demo);
    }

    [Theory]
    [InlineData("true", true, false)]
    [InlineData("quiet", true, true)]
    [InlineData("false", false, false)]
    public void Read_DemoByEnvironment_IsAsItSays(string value, bool demo, bool quiet)
    {
        _environment["OPENAI_SPEND_DEMO"] = value;

        var options = Read(null);

        Assert.Equal((demo, quiet), (options.Demo, options.IsDemoQuiet));
    }

    [Fact]
    public void Read_KeyThatCannotBeOne_IsRefusedAndNotShown()
    {
        _environment["OPENAI_ADMIN_KEY"] = "sk-admin-sec ret";

        var wrong = Assert.Throws<ConfigurationException>(() => Read(null));

        Assert.Contains("white space", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-admin", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneOrganizationInTheFile_TheEnvironmentsKeyGoesBeforeItsOwn()
    {
        _environment["OTHER"] = "sk-admin-other";

        Assert.Equal("OPENAI_ADMIN_KEY", Assert.Single(Read("organizations: [{name: x, admin_key_env: OTHER}]").Organizations).AdminKeyOrigin);
    }

    [Fact]
    public void Read_SeveralOrganizations_KeepTheirOwnKeysAndShareTheDefaultBaseUrl()
    {
        _environment["ONE"] = "sk-admin-one";
        _environment["TWO"] = "sk-admin-two";
        _environment["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1";

        var options = Read("organizations: [{name: a, admin_key_env: ONE}, {name: b, admin_key_env: TWO, base_url: 'https://eu.example/v1'}]");

        Assert.Equal([("ONE", "http://127.0.0.1:9/v1"), ("TWO", "https://eu.example/v1")], options.Organizations.Select(o => (o.AdminKeyOrigin, o.BaseUrl.ToString())));
    }

    [Fact]
    public void Read_BudgetOfATeamThatNobodyBelongsTo_IsAWarningThatNamesIt()
    {
        var options = Read("budgets: [{name: b, team: ghosts, monthly_usd: 5}]");

        Assert.Contains("ghosts", Assert.Single(options.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BudgetOfACustomerWithoutTraces_IsAWarning()
    {
        Assert.Contains("customer acme", Assert.Single(Read("budgets: [{name: b, customer: acme, monthly_usd: 5}]").Warnings), StringComparison.Ordinal);
        Assert.Empty(Read("budgets: [{name: b, customer: acme, monthly_usd: 5}]\ntraces: {prometheus_url: 'http://p'}").Warnings);
    }

    [Fact]
    public void Read_AKeyFileThatOthersMayRead_IsAWarningThatNamesIt()
    {
        var file = WriteKey(UnixFileMode.UserRead | UnixFileMode.OtherRead);
        _environment.Clear();
        _environment["OPENAI_ADMIN_KEY_FILE"] = file;

        Assert.Contains(file, Assert.Single(Read(null).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FlagAndFile_TheFlagWins()
    {
        var file = _folder.Write("exporter.yml", "web: {listen_address: 'localhost:1'}");

        var options = new ConfigurationReader(Environment).Read(new CommandLineOptions { ConfigFile = file, ListenAddress = ":2" });

        Assert.Equal(":2", options.Web.ListenAddress.ToString());
    }

    [Fact]
    public void Read_AnotherKey_HasTheSameFingerprintAndAnotherUrlDoesNot()
    {
        var before = Read(null).Fingerprint;
        _environment["OPENAI_ADMIN_KEY"] = "sk-admin-rotated";
        Assert.Equal(before, Read(null).Fingerprint);
        _environment["OPENAI_BASE_URL"] = "https://eu.example/v1";
        Assert.NotEqual(before, Read(null).Fingerprint);
    }

    [Theory]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5400)]
    [InlineData("65d", 65 * 86400)]
    [InlineData("1w", 7 * 86400)]
    [InlineData("1d12h", 129600)]
    public void Durations_Good_AreReadAndWrittenBack(string text, int seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
        Assert.True(Durations.TryParse(Durations.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5x")]
    [InlineData("30m1h")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("99999999999d")]
    public void Durations_Bad_AreRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("localhost:9718", "http://localhost:9718/")]
    [InlineData(":9718", "http://localhost:9718/")]
    [InlineData("0.0.0.0:80", "http://localhost:80/")]
    [InlineData("127.0.0.2:80", "http://127.0.0.2/")]
    [InlineData("[::1]:9718", "http://[::1]:9718/")]
    public void ListenAddress_Good_TellsWhereALocalClientGoes(string text, string url) =>
        Assert.Equal(new Uri(url), ListenAddress.TryParse(text)!.LocalUrl(isTls: false));

    [Theory]
    [InlineData("9718")]
    [InlineData("example.org:9718")]
    [InlineData("localhost:70000")]
    [InlineData("::1:9718")]
    [InlineData("localhost:")]
    public void ListenAddress_Bad_IsRefused(string text) => Assert.Null(ListenAddress.TryParse(text));

    private string WriteKey(UnixFileMode mode)
    {
        var file = _folder.Write("key", Key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        return file;
    }

    private ExporterOptions Read(string? yaml) =>
        new ConfigurationReader(Environment).Read(new CommandLineOptions { ConfigFile = yaml is null ? null : _folder.Write("exporter.yml", yaml) });

    private string? Environment(string name) => _environment.GetValueOrDefault(name);
}
