using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using OpenAiSpend.Domain;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>The flags and commands. Flags are those of the exporter family, and hold for every command.</summary>
internal static class ExporterCommandLine
{
    private const string DefaultLevel = "info";

    private static readonly Option<string?> ConfigFile = new("--config.file")
    {
        Description = "The YAML file to read the configuration from.",
        HelpName = "FILE",
        Recursive = true,
    };

    private static readonly Option<string?> ListenAddressFlag = new("--web.listen-address")
    {
        Description = $"Where to listen, as HOST:PORT; \":PORT\" for all interfaces. [default: {ListenAddress.Default}]",
        HelpName = "HOST:PORT",
        Recursive = true,
    };

    private static readonly Option<string?> LogLevelFlag = new("--log.level")
    {
        Description = $"What to log. [default: log.level of the file, or {DefaultLevel}]",
        HelpName = string.Join('|', LoggingSetup.Levels),
        Recursive = true,
    };

    private static readonly Option<string> LogFormatFlag = new("--log.format")
    {
        Description = "How to log, to standard error.",
        DefaultValueFactory = static _ => LogfmtFormatter.FormatName,
        Recursive = true,
    };

    private static readonly Option<string?> Demo = new("--demo")
    {
        Description = "Serve a simulated organization: no admin key is needed, and nothing leaves this machine. It has something for each alert to see; =quiet has nothing.",
        Arity = ArgumentArity.ZeroOrOne,
        Recursive = true,
    };

    private static readonly Argument<string?> CheckedFile = new("FILE")
    {
        Description = "The YAML file, as by --config.file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> SyntaxOnly = new("--syntax-only")
    {
        Description = "Need no keys, certificates and tokens, for pipelines that do not have them.",
    };

    static ExporterCommandLine()
    {
        LogLevelFlag.AcceptOnlyFromAmong(LoggingSetup.Levels);
        Demo.AcceptOnlyFromAmong(ConfigurationReader.StoryDemo, ConfigurationReader.QuietDemo);
        LogFormatFlag.AcceptOnlyFromAmong(LoggingSetup.Formats);
    }

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Gives variables; null for those of the process.</param>
    /// <param name="errors">Takes what is wrong with the arguments or the configuration; null for standard error.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<string, string?>? environment = null, TextWriter? errors = null)
    {
        errors ??= Console.Error;

        // Signals are the host's to handle, so that it can end in order.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, Error = errors };
        var parsed = Create(environment ?? Environment.GetEnvironmentVariable).Parse(arguments);
        if (parsed.Action is not ParseErrorAction mistake)
        {
            return await parsed.InvokeAsync(invocation);
        }

        // The whole help would push the mistake out of sight.
        mistake.ShowHelp = false;
        invocation.Output = errors;
        await parsed.InvokeAsync(invocation);
        await errors.WriteLineAsync(parsed is { CommandResult.Command: RootCommand root, UnmatchedTokens: [not ['-', ..], ..] }
            ? $"Commands: {string.Join(", ", root.Subcommands.Select(static command => command.Name))}. Try --help."
            : "Try --help.");
        return ExitCode.Configuration;
    }

    private static RootCommand Create(Func<string, string?> environment)
    {
        var root = new RootCommand("OpenAI Spend Exporter: what an organization spends at OpenAI, as Prometheus metrics.")
        {
            ConfigFile, ListenAddressFlag, LogLevelFlag, LogFormatFlag, Demo,
        };
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();

        var serve = new Command("serve", "Poll OpenAI and serve /metrics. The default command. SIGHUP reads the configuration file again.");
        foreach (var command in new[] { serve, root })
        {
            Run(command, (_, configuration, flags, log) => ServeCommand.RunAsync(
                configuration.Read(flags), log, flags.ConfigFile is null ? null : () => new ConfigurationReader(environment).Read(flags)));
        }

        root.Subcommands.Add(serve);

        var check = new Command("check-config", "Read the configuration, say all that is wrong with it, and end.") { CheckedFile, SyntaxOnly };
        Run(check, static (result, configuration, flags, _) => Task.FromResult(CheckConfigCommand.Run(
            configuration.Read(flags with { ConfigFile = result.GetValue(CheckedFile) ?? flags.ConfigFile }), flags.SyntaxOnly)));
        check.Validators.Add(static command =>
        {
            if (command.GetResult(CheckedFile) is { Tokens.Count: > 0 } && command.GetResult(ConfigFile) is not null)
            {
                command.AddError($"FILE and {ConfigFile.Name} both name a file; one of the two is needed.");
            }
        });
        root.Subcommands.Add(check);

        var other = new Argument<Uri?>("URL") { Description = "Another exporter, such as https://spend.example.com:9718.", Arity = ArgumentArity.ZeroOrOne, CustomParser = ParseUrl };
        var health = new Command("healthcheck", "Ask the exporter that runs on this machine whether it is ready: exit code 0 if it is.") { other };
        Run(health, (result, configuration, flags, _) => HealthcheckCommand.RunAsync(configuration.ReadWeb(flags), result.GetValue(other)));
        root.Subcommands.Add(health);

        var hash = new Command("hash-password", "Hash a password for web.basic_auth_users; it is asked for, or read from standard input.");
        hash.SetAction(static _ => HashPasswordCommand.Run());
        root.Subcommands.Add(hash);

        RangeCommands.AddTo(root, Run);
        return root;

        void Run(Command command, Func<ParseResult, ConfigurationReader, CommandLineOptions, LogOptions, Task<int>> run) => command.SetAction(async result =>
        {
            var flags = new CommandLineOptions
            {
                ConfigFile = result.GetValue(ConfigFile),
                ListenAddress = result.GetValue(ListenAddressFlag),
                LogLevel = result.GetValue(LogLevelFlag),
                Demo = result.GetResult(Demo) is { Implicit: false } ? result.GetValue(Demo) ?? ConfigurationReader.StoryDemo : null,
                SyntaxOnly = result.GetValue(SyntaxOnly),
            };
            try
            {
                return await run(result, new ConfigurationReader(environment), flags, new LogOptions(flags.LogLevel ?? DefaultLevel, result.GetValue(LogFormatFlag)!));
            }
            catch (ConfigurationException wrong)
            {
                foreach (var error in wrong.Errors)
                {
                    await result.InvocationConfiguration.Error.WriteLineAsync(TerminalText.Of($"{error}."));
                }

                return ExitCode.Configuration;
            }
        });
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens.Single().Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        argument.AddError($"{ConfigurationError.Found(argument.Tokens.Single().Value)}; a URL is needed, such as http://localhost:{ListenAddress.Default.Port}.");
        return null;
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            Console.WriteLine($"openai-spend-exporter, version {BuildIdentity.Current.Version} (revision: {BuildIdentity.Current.Revision}, .NET {Environment.Version})");
            return ExitCode.Ok;
        }
    }
}
