using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace OpenAiSpend.Exporter.Configuration;

/// <summary>A part of the program that takes another configuration while it runs.</summary>
internal interface IReloadable
{
    /// <summary>Takes over what concerns it of budgets, projects, alerts, privacy and the log level; whatever else is another in the options is not in force.</summary>
    void Apply(ExporterOptions options);
}

/// <summary>
/// Reads the configuration again on <c>SIGHUP</c>, and applies what may change while the program runs. A file that cannot
/// be used leaves everything as it was.
/// </summary>
/// <param name="start">What the program was started with.</param>
/// <param name="read">Reads the configuration again, with the same flags and variables; null where there is no file.</param>
/// <param name="parts">Who takes it over.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Hears what came of it.</param>
internal sealed class ConfigurationReload(
    ExporterOptions start, Func<ExporterOptions>? read, IEnumerable<IReloadable> parts, TimeProvider clock, ILogger logger)
    : IHostedService, IDisposable
{
    private static readonly string[] Reloadable = ["alerts", "budgets", "log", "privacy", "projects"];

    private readonly Lock _lock = new();
    private PosixSignalRegistration? _signal;

    /// <summary>What came of the last time that the configuration was read, be it at the start.</summary>
    public ReloadState State { get; private set; } = new(IsGood: true, clock.GetUtcNow(), [.. start.Warnings]);

    /// <summary>Reads the configuration again.</summary>
    public void Reload()
    {
        lock (_lock)
        {
            if (read is null)
            {
                logger.NothingToReload();
                return;
            }

            try
            {
                Apply(read());
            }
            catch (ConfigurationException wrong)
            {
                State = State with
                {
                    IsGood = false,
                    Warnings = [.. wrong.Errors.Select(static error => $"the file has changed and cannot be used, so what was read before stays in force: {error}")],
                };
                foreach (var error in wrong.Errors)
                {
                    logger.ReloadRefused(error.ToString());
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // On Windows this is the window that is closed.
        _signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload();
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _signal?.Dispose();

    private void Apply(ExporterOptions options)
    {
        ImmutableArray<string> needRestart =
        [
            .. options.Sections.Keys.Union(start.Sections.Keys).Except(Reloadable)
                .Where(section => options.Sections.GetValueOrDefault(section) != start.Sections.GetValueOrDefault(section)).Order(StringComparer.Ordinal),
        ];
        var inForce = options with { Fingerprint = needRestart.IsEmpty ? options.Fingerprint : start.Fingerprint };
        foreach (var part in parts)
        {
            part.Apply(inForce);
        }

        State = new ReloadState(
            IsGood: true, clock.GetUtcNow(), [.. options.Warnings, .. needRestart.Select(static section => $"the section {section} has changed, which takes a restart")]);
        logger.Reloaded();
        foreach (var section in needRestart)
        {
            logger.RestartNeeded(section);
        }

        foreach (var warning in options.Warnings)
        {
            logger.ConfigurationWarning(warning);
        }
    }
}

/// <summary>What came of reading the configuration.</summary>
/// <param name="IsGood">Whether what was read last could be used.</param>
/// <param name="GoodAt">When something that could be used was last read.</param>
/// <param name="Warnings">What is probably not meant, in whole sentences.</param>
internal sealed record ReloadState(bool IsGood, DateTimeOffset GoodAt, ImmutableArray<string> Warnings);

/// <summary>What is said of the configuration while the program runs.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(105, LogLevel.Warning, "The configuration is probably not what is meant: {Warning}")]
    public static partial void ConfigurationWarning(this ILogger logger, string warning);

    [LoggerMessage(106, LogLevel.Information, "The configuration was read again: budgets, projects, alerts, privacy and the log level are now as it says")]
    public static partial void Reloaded(this ILogger logger);

    [LoggerMessage(107, LogLevel.Warning, "A section of the configuration has changed that takes a restart: {Section}")]
    public static partial void RestartNeeded(this ILogger logger, string section);

    [LoggerMessage(108, LogLevel.Error, "The configuration cannot be used, and the one before stays in force: {Error}")]
    public static partial void ReloadRefused(this ILogger logger, string error);

    [LoggerMessage(109, LogLevel.Information, "There is no configuration file to read again")]
    public static partial void NothingToReload(this ILogger logger);
}
