using System.Globalization;
using System.Text;
using OpenAiSpend.Domain.Budgets;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>
/// Reads the configuration from the file, the environment and the flags, in rising precedence, and says all that is
/// wrong with it at once.
/// </summary>
internal sealed class ConfigurationReader(Func<string, string?> environment)
{
    private readonly List<ConfigurationError> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly StringBuilder _fingerprint = new();

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="ConfigurationException">Something is wrong with it.</exception>
    public ExporterOptions Read(CommandLineOptions flags)
    {
        var root = ReadFile(flags.ConfigFile);
        _fingerprint.Append(flags);
        var options = new ExporterOptions
        {
            Demo = flags.Demo || IsDemoByEnvironment(),
            Web = new WebReader(_errors, _warnings).Read(root.Section("web"), flags, checksFiles: true),
            Collection = new CollectionReader(_errors).Read(root.Section("collection")),
            Metrics = ReadMetrics(root.Section("metrics")),
            Alerts = ReadAlerts(root.Section("alerts")),
            Privacy = ReadPrivacy(root.Section("privacy")),
            StatePath = ReadStatePath(root.Section("state")),
            Projects = BudgetsReader.ReadProjects(root.Section("projects")),
            Warnings = _warnings,
        };
        options.Otlp = new OtlpReader(Variable, _errors).Read(root.Section("otlp"), $"{Environment.MachineName}:{options.Web.ListenAddress.Port}");
        _fingerprint.Append(CultureInfo.InvariantCulture, $"\n{options.Otlp?.Endpoint} {options.Otlp?.Protocol} {options.Otlp?.Interval}");
        var organizations = root.Sections("organizations");
        if (!options.Demo)
        {
            options.Organizations = new OrganizationsReader(Variable, _errors).Read(organizations);
        }

        options.Budgets = new BudgetsReader(_warnings).ReadBudgets(
            root.Sections("budgets"),
            [.. options.Organizations.Select(static organization => organization.Name)],
            new OrganizationSettings { ProjectAttributes = options.Projects });
        root.RefuseUnknownKeys();
        CheckHistory(options);
        foreach (var organization in options.Organizations)
        {
            _fingerprint.Append(CultureInfo.InvariantCulture, $"\n{organization.Name} {organization.OrganizationId} {organization.BaseUrl} {organization.AdminKeyOrigin}");
        }

        options.Fingerprint = _fingerprint.ToString();
        return _errors.Count == 0 ? options : throw new ConfigurationException([.. _errors]);
    }

    /// <summary>Reads where the exporter listens and nothing else: who asks a running exporter how it is needs no key.</summary>
    /// <exception cref="ConfigurationException">That part is wrong.</exception>
    public WebOptions ReadWeb(CommandLineOptions flags)
    {
        var options = new WebReader(_errors, _warnings).Read(ReadFile(flags.ConfigFile).Section("web"), flags, checksFiles: false);
        return _errors.Count == 0 ? options : throw new ConfigurationException([.. _errors]);
    }

    private YamlSection ReadFile(string? file)
    {
        if (file is null)
        {
            return new YamlSection(null, string.Empty, "configuration", _errors);
        }

        try
        {
            var text = File.ReadAllText(file);
            _fingerprint.Append(text);
            using var reader = new StringReader(text);
            var yaml = new YamlStream();
            yaml.Load(reader);
            switch (yaml.Documents)
            {
                case []:
                case [{ RootNode: YamlScalarNode { Value: null or "" } }]:
                    break;
                case [{ RootNode: YamlMappingNode root }]:
                    return new YamlSection(root, string.Empty, file, _errors);
                default:
                    _errors.Add(new ConfigurationError(file, "the file must hold one YAML document of keys and values"));
                    break;
            }
        }
        catch (YamlException broken)
        {
            _errors.Add(new ConfigurationError($"{file}:{broken.Start.Line}", $"not valid YAML: {broken.InnerException?.Message ?? broken.Message}"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _errors.Add(new ConfigurationError("--config.file", unreadable.Message.TrimEnd('.')));
        }

        return new YamlSection(null, string.Empty, file, _errors);
    }

    private static MetricsOptions ReadMetrics(YamlSection metrics)
    {
        var options = new MetricsOptions();
        options.CostDays = metrics.Integer("cost_days", options.CostDays, 1, 366);
        options.UsageDays = metrics.Integer("usage_days", options.UsageDays, 1, 366);
        options.MaxLabelSets = metrics.Integer("max_label_sets", options.MaxLabelSets, 1, 10_000_000);
        metrics.RefuseUnknownKeys();
        return options;
    }

    private static AlertOptions ReadAlerts(YamlSection alerts)
    {
        var options = new AlertOptions();
        foreach (var name in AlertOptions.Defaults.Keys)
        {
            if (alerts.Number(name, 0, 1_000_000_000) is { } threshold)
            {
                options.Thresholds = options.Thresholds.SetItem(name, threshold);
            }
        }

        alerts.RefuseUnknownKeys();
        return options;
    }

    private static PrivacyOptions ReadPrivacy(YamlSection privacy)
    {
        var options = new PrivacyOptions();
        options.UserNames = privacy.Flag("user_names", options.UserNames);
        options.UserEmails = privacy.Flag("user_emails", options.UserEmails);
        privacy.RefuseUnknownKeys();
        return options;
    }

    private static string? ReadStatePath(YamlSection state)
    {
        var path = state.Text("path");
        state.RefuseUnknownKeys();
        return path;
    }

    private void CheckHistory(ExporterOptions options)
    {
        Check("metrics.cost_days", options.Metrics.CostDays, "collection.costs.history", options.Collection.Costs.HistoryDays);
        Check("metrics.usage_days", options.Metrics.UsageDays, "collection.usage.history", options.Collection.Usage.HistoryDays);

        void Check(string daysKey, int days, string historyKey, int history)
        {
            if (days > history)
            {
                _errors.Add(new ConfigurationError(daysKey, $"{days} days cannot be shown while {historyKey} keeps {history}d; raise {historyKey} or lower {daysKey}"));
            }
        }
    }

    private bool IsDemoByEnvironment()
    {
        const string Name = "OPENAI_SPEND_DEMO";
        if (Variable(Name) is not { } text)
        {
            return false;
        }

        if (bool.TryParse(text, out var demo))
        {
            return demo;
        }

        _errors.Add(new ConfigurationError(Name, $"\"{text}\" was found; true or false is needed"));
        return false;
    }

    // A variable that is set to nothing counts as not set: Compose files pass on what the shell lacks as an empty text.
    private string? Variable(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
