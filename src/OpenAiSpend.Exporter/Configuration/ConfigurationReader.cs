using System.Globalization;
using System.Text;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.Exposition;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.OpenAi;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// Reads the configuration from the file, the environment and the flags, in rising precedence, and says all that is
/// wrong with it at once: what is read here without an error can be started. What the values may be, the options of each
/// room know; here text becomes values, and an error gets its place.
/// </summary>
internal sealed class ConfigurationReader(Func<string, string?> environment)
{
    /// <summary>The demo in which something happens.</summary>
    public const string StoryDemo = "story";

    /// <summary>The demo in which nothing does.</summary>
    public const string QuietDemo = "quiet";

    // A label set has a row on each of its days, and more where a row says what no label does. Without folding there may be
    // many times the label sets that are shown.
    private const long RowsOfASeries = 50;

    private readonly List<ConfigurationError> _errors = [];
    private readonly List<string> _warnings = [];

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="ConfigurationException">Something is wrong with it.</exception>
    public ExporterOptions Read(CommandLineOptions flags)
    {
        var (text, root) = ReadFile(flags.ConfigFile);
        var limits = new OpenAiOptions();
        var demo = flags.Demo ?? DemoByEnvironment();
        var options = new ExporterOptions
        {
            Demo = demo is not null,
            IsDemoQuiet = demo == QuietDemo,
            Web = new WebReader(_warnings).Read(root.Section("web"), flags, checksFiles: !flags.SyntaxOnly),
            Collection = CollectionReader.Read(root.Section("collection"), limits),
            StatePath = ReadStatePath(root.Section("state")),
            LogLevel = ReadLogLevel(root.Section("log"), flags),
            Projects = BudgetsReader.ReadProjects(root.Section("projects")),
            Warnings = _warnings,
        };
        ReadMetrics(root.Section("metrics"), root.Section("alerts"), options.Metrics);
        ReadPrivacy(root.Section("privacy"), options);
        options.Metrics.Otlp = new OtlpReader(root.Section("otlp"), Variable).Read($"{Environment.MachineName}:{options.Web.ListenAddress.Port}");
        if (options.Demo)
        {
            // Known, but in the demo's way.
            _ = root.Sections("organizations");
        }
        else
        {
            limits.MaxRowsPerRead = (int)Math.Max(limits.MaxRowsPerRead, RowsOfASeries * options.Metrics.MaxSeries);
            options.Organizations = new OrganizationsReader(Variable, limits, _warnings, needsKeys: !flags.SyntaxOnly).Read(root);
            options.Metrics.Organizations = options.Organizations.Count;
        }

        IReadOnlyList<string> names = [.. options.Organizations.Select(static organization => organization.OrganizationName).Where(static name => name.Length > 0)];
        options.Traces = new TracesReader(root.Section("traces"), checksFiles: !flags.SyntaxOnly).Read(names);
        options.Budgets = BudgetsReader.ReadBudgets(
            root.Sections("budgets"),
            names,
            new OrganizationSettings { ProjectAttributes = options.Projects },
            options.Traces is not null || options.Demo,
            _warnings);
        CheckBudgets(options);
        root.RefuseUnknownKeys();
        CheckHistory("metrics.cost_days", options.Metrics.CostDays, "collection.costs.history", options.Collection.Costs.HistoryDays);
        CheckHistory("metrics.quantity_days", options.Metrics.QuantityDays ?? 0, "collection.costs.history", options.Collection.Costs.HistoryDays);
        CheckHistory("metrics.usage_days", options.Metrics.UsageDays, "collection.usage.history", options.Collection.Usage.HistoryDays);
        ThrowIfAny();
        _warnings.AddRange(options.Metrics.Exclude.Where(static pattern => ExposedFamilies.ExcludedBy(pattern).IsEmpty)
            .Select(static pattern => $"metrics.exclude: \"{pattern}\" is the name of no family; it holds for the whole name, so write .* where anything may follow"));
        _warnings.AddRange(ShippedRules.Warnings(new ExposedFamilies(options.Metrics)));
        options.Sections = root.Written();
        options.Fingerprint = Fingerprint(text, flags, options);
        return options;
    }

    /// <summary>Reads where the exporter listens and nothing else: who asks a running exporter how it is needs no key.</summary>
    /// <exception cref="ConfigurationException">That part is wrong.</exception>
    public WebOptions ReadWeb(CommandLineOptions flags)
    {
        var options = new WebReader(_warnings).Read(ReadFile(flags.ConfigFile).Root.Section("web"), flags, checksFiles: false);
        ThrowIfAny();
        return options;
    }

    private (string Text, YamlSection Root) ReadFile(string? file)
    {
        // Nothing else can be said about a file that cannot be read: what it does not say may be in it.
        var (text, root) = file is null ? (string.Empty, null) : YamlFile.Read(file);
        return (text, new YamlSection(root, string.Empty, file ?? "configuration", _errors));
    }

    private void ReadMetrics(YamlSection metrics, YamlSection alerts, ExpositionOptions options)
    {
        options.CostDays = metrics.Integer("cost_days", options.CostDays, ExpositionOptions.DaysRange);
        options.UsageDays = metrics.Integer("usage_days", options.UsageDays, ExpositionOptions.DaysRange);
        options.QuantityDays = metrics.Text("quantity_days") is null ? null : metrics.Integer("quantity_days", options.UsageDays, ExpositionOptions.DaysRange);
        options.UsageMeasures = [.. metrics.TextOrTexts("usage_measures") ?? options.UsageMeasures];
        options.Exclude = [.. metrics.Texts("exclude") ?? []];
        metrics.Errors(options.Validate().Where(static error => error.Option is nameof(ExpositionOptions.UsageMeasures) or nameof(ExpositionOptions.Exclude)));
        options.MaxSeries = metrics.Integer("max_series", options.MaxSeries, ExpositionOptions.SeriesRange);
        if (metrics.Text("max_label_sets") is not null)
        {
            options.MaxLabelSets = metrics.Integer("max_label_sets", options.MaxSeries, ExpositionOptions.SeriesRange);
            _warnings.Add("metrics.max_label_sets bounds the label sets of a surface and not the series that are paid for: set metrics.max_series instead");
        }

        metrics.RefuseUnknownKeys();
        foreach (var (name, otherwise) in ExpositionOptions.ShippedAlertThresholds)
        {
            options.AlertThresholds = options.AlertThresholds.SetItem(name, alerts.Number(name, ExpositionOptions.ThresholdRange) ?? otherwise);
        }

        const string DashboardsVariable = "OPENAI_SPEND_DASHBOARDS_URL";
        var (written, variable) = (alerts.Text("dashboards_url"), Variable(DashboardsVariable));
        options.DashboardsUrl = (variable ?? written ?? ExpositionOptions.ShippedDashboardsUrl).TrimEnd('/');
        alerts.Errors(options.Validate().Where(static error => error.Option == nameof(ExpositionOptions.DashboardsUrl)), _ => variable is null ? null : DashboardsVariable);
        alerts.RefuseUnknownKeys();
    }

    private static void ReadPrivacy(YamlSection privacy, ExporterOptions options)
    {
        options.Privacy.UserNames = privacy.Flag("user_names", options.Privacy.UserNames);
        options.Privacy.UserEmails = privacy.Flag("user_emails", options.Privacy.UserEmails);
        privacy.RefuseUnknownKeys();
    }

    private static string? ReadStatePath(YamlSection state)
    {
        var path = state.Text("path");
        state.RefuseUnknownKeys();
        if (File.Exists(path))
        {
            state.Error("path", $"{path} is a file; a folder is needed");
        }

        return path;
    }

    private static string? ReadLogLevel(YamlSection log, CommandLineOptions flags)
    {
        var level = log.Text("level");
        log.RefuseUnknownKeys();
        if (level is not null && !LoggingSetup.Levels.Contains(level))
        {
            log.Error("level", $"{ConfigurationError.Found(level)}; allowed: {string.Join(", ", LoggingSetup.Levels)}");
        }

        return flags.LogLevel is null ? level : null;
    }

    private void CheckHistory(string daysKey, int days, string historyKey, int history)
    {
        if (days > history)
        {
            _errors.Add(new ConfigurationError(daysKey, $"{days} days cannot be shown while {historyKey} keeps {history}d; raise {historyKey} or lower {daysKey}"));
        }
    }

    // The only series that are there whatever an organization spends.
    private void CheckBudgets(ExporterOptions options)
    {
        foreach (var organization in options.Organizations)
        {
            var series = options.Budgets.Where(budget => (budget.Organization ?? organization.OrganizationName) == organization.OrganizationName)
                .Sum(static budget => (budget.MonthlyUsd is null ? 0 : 1) + (budget.DailyUsd is null ? 0 : 1));
            if (series > options.Metrics.MaxSeries)
            {
                _errors.Add(new ConfigurationError("metrics.max_series", $"{options.Metrics.MaxSeries} series are too few: the budgets of {organization.OrganizationName} alone have {series}"));
            }
        }
    }

    private string? DemoByEnvironment()
    {
        const string Name = "OPENAI_SPEND_DEMO";
        var text = Variable(Name);
        if (text is null || text == QuietDemo)
        {
            return text;
        }

        if (!bool.TryParse(text, out var demo))
        {
            _errors.Add(new ConfigurationError(Name, $"{ConfigurationError.Found(text)}; true, false or quiet is needed"));
        }

        return demo ? StoryDemo : null;
    }

    private static string Fingerprint(string text, CommandLineOptions flags, ExporterOptions options)
    {
        var fingerprint = new StringBuilder(text).Append(flags);
        if (options.Metrics.Otlp is { } otlp)
        {
            fingerprint.Append(CultureInfo.InvariantCulture, $"\n{otlp.Endpoint} {otlp.Protocol} {otlp.Interval}");
        }

        foreach (var organization in options.Organizations)
        {
            fingerprint.Append(CultureInfo.InvariantCulture, $"\n{organization.OrganizationName} {organization.OrganizationId} {organization.BaseUrl} {organization.AdminKeyOrigin}");
        }

        return fingerprint.ToString();
    }

    private void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new ConfigurationException([.. _errors]);
        }
    }

    // A variable that is set to nothing counts as not set: Compose files pass on what the shell lacks as an empty text.
    private string? Variable(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
