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

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="ConfigurationException">Something is wrong with it.</exception>
    public ExporterOptions Read(CommandLineOptions flags)
    {
        var root = ReadFile(flags.ConfigFile);
        var options = new ExporterOptions
        {
            Demo = flags.Demo || IsDemoByEnvironment(),
            Web = ReadWeb(root.Section("web"), flags),
            Collection = new CollectionReader(_errors).Read(root.Section("collection")),
            Metrics = ReadMetrics(root.Section("metrics")),
        };
        var organizations = root.Sections("organizations");
        if (!options.Demo)
        {
            options.Organizations = new OrganizationsReader(Variable, _errors).Read(organizations);
        }

        root.RefuseUnknownKeys();
        CheckHistory(options);
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
            using var reader = new StreamReader(file);
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
            _errors.Add(new ConfigurationError("--config.file", unreadable.Message));
        }

        return new YamlSection(null, string.Empty, file, _errors);
    }

    private WebOptions ReadWeb(YamlSection web, CommandLineOptions flags)
    {
        var options = new WebOptions();
        if (web.Text("listen_address") is { } text)
        {
            if (ListenAddress.TryParse(text) is { } address)
            {
                options.ListenAddress = address;
            }
            else
            {
                web.Error("listen_address", $"\"{text}\" was found; {ListenAddress.Allowed}");
            }
        }

        web.RefuseUnknownKeys();
        if (flags.ListenAddress is { } flag)
        {
            if (ListenAddress.TryParse(flag) is { } address)
            {
                options.ListenAddress = address;
            }
            else
            {
                _errors.Add(new ConfigurationError("--web.listen-address", $"\"{flag}\" was found; {ListenAddress.Allowed}"));
            }
        }

        return options;
    }

    private static MetricsOptions ReadMetrics(YamlSection metrics)
    {
        var options = new MetricsOptions();
        options.CostDays = metrics.Integer("cost_days", options.CostDays, 1, 366);
        options.UsageDays = metrics.Integer("usage_days", options.UsageDays, 1, 366);
        metrics.RefuseUnknownKeys();
        return options;
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
