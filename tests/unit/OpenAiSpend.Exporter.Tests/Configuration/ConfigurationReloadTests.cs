using Microsoft.Extensions.Logging;
using OpenAiSpend.Exporter.Configuration;
using OpenAiSpend.Exporter.Logging;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exporter.Tests.Configuration;

public sealed class ConfigurationReloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new("2026-11-20T15:00:00Z");
    private readonly RecordingLogger _log = new();
    private readonly FakePart _part = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Start_BeforeAnySignal_IsAGoodReload()
    {
        using var reload = Started("budgets: [{name: a, daily_usd: 1}]");
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((true, _clock.GetUtcNow() - TimeSpan.FromHours(1)), (reload.State.IsGood, reload.State.GoodAt));
        Assert.Empty(_part.Applied);
    }

    [Fact]
    public void Reload_AnotherBudget_IsAppliedAndSaid()
    {
        using var reload = Started("budgets: [{name: a, daily_usd: 1}]");
        _clock.Advance(TimeSpan.FromHours(1));
        Write("budgets: [{name: b, daily_usd: 2}]\nprojects: {proj_a: {team: t}}\nprivacy: {user_emails: true}\nalerts: {new_model_usd: 7}");
        reload.Reload();

        var options = Assert.Single(_part.Applied);
        Assert.Equal(("b", "t", true, 7m), (options.Budgets[0].Name, options.Projects["proj_a"]["team"], options.Privacy.UserEmails, options.Metrics.AlertThresholds["new_model_usd"]));
        Assert.Equal((true, _clock.GetUtcNow()), (reload.State.IsGood, reload.State.GoodAt));
        Assert.Empty(_log.At(LogLevel.Warning));
        Assert.Single(_log.At(LogLevel.Information));
    }

    [Fact]
    public void Reload_AFileThatCannotBeUsed_LeavesTheOneBeforeAndSaysWhy()
    {
        using var reload = Started("budgets: [{name: a, daily_usd: 1}]");
        var start = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));
        Write("budgets: [{name: a, daily_usd: 1}, {name: a, daily_usd: 1}]\nprivacy: {user_names: perhaps}");
        reload.Reload();

        Assert.Empty(_part.Applied);
        Assert.Equal((false, start), (reload.State.IsGood, reload.State.GoodAt));
        Assert.All(reload.State.Warnings, static warning => Assert.StartsWith("the file has changed and cannot be used", warning, StringComparison.Ordinal));
        Assert.Equal(2, _log.At(LogLevel.Error).Count);
        Assert.Contains(_log.At(LogLevel.Error), static line => line.Contains("budgets[1].name: \"a\" names two budgets", StringComparison.Ordinal));

        Write("budgets: [{name: a, daily_usd: 3}]");
        reload.Reload();
        Assert.True(reload.State is { IsGood: true, Warnings: [] });
        Assert.Single(_part.Applied);
    }

    [Fact]
    public void Reload_WhatTakesARestart_IsNamedAndTheRestApplied()
    {
        using var reload = Started("metrics: {cost_days: 3}\nbudgets: [{name: a, daily_usd: 1}]");
        var before = Read().Fingerprint;
        Write("metrics: {cost_days: 4}\nstate: {path: /tmp/x}\nbudgets: [{name: b, daily_usd: 1}]");
        reload.Reload();

        var options = Assert.Single(_part.Applied);
        Assert.Equal("b", options.Budgets[0].Name);
        Assert.Equal(before, options.Fingerprint);
        Assert.Equal(["metrics", "state"], _log.At(LogLevel.Warning).Select(static line => line.Split(' ')[^1]));
    }

    [Fact]
    public void Reload_OnlyAnotherComment_TakesNoRestart()
    {
        using var reload = Started("metrics: {cost_days: 3}");
        Write("# Three days.\nmetrics:\n  cost_days: 3\n");
        reload.Reload();

        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public void Reload_NoFile_SaysSoAndDoesNothing()
    {
        using var reload = new ConfigurationReload(new ExporterOptions(), null, [_part], _clock, _log);
        reload.Reload();

        Assert.True(reload.State.IsGood);
        Assert.Empty(_part.Applied);
        Assert.Equal("There is no configuration file to read again", Assert.Single(_log.At(LogLevel.Information)));
    }

    [Fact]
    public void LogLevel_OfTheFile_HoldsUntilTheFileSaysAnother()
    {
        Write("log: {level: warn}");
        var level = new LogLevelSwitch("info", Read());
        Assert.Equal((LogLevel.Warning, LogLevel.Warning), (level.LeastOf("OpenAiSpend"), level.LeastOf("Microsoft.AspNetCore")));
        Write("log: {level: debug}");
        level.Apply(Read());
        Assert.Equal((LogLevel.Debug, LogLevel.Warning), (level.LeastOf("OpenAiSpend"), level.LeastOf("Microsoft.AspNetCore")));
        Write("metrics: {}");
        level.Apply(Read());
        Assert.Equal(LogLevel.Information, level.LeastOf("OpenAiSpend"));
        Write("log: {level: debug}");
        level.Apply(Read(flag: "error"));
        Assert.Equal(LogLevel.Information, level.LeastOf("OpenAiSpend"));
    }

    private ConfigurationReload Started(string yaml)
    {
        Write(yaml);
        return new ConfigurationReload(Read(), () => Read(), [_part], _clock, _log);
    }

    private void Write(string yaml) => _folder.Write("exporter.yml", yaml);

    private ExporterOptions Read(string? flag = null) => new ConfigurationReader(static name => name == "OPENAI_ADMIN_KEY" ? "sk-admin-0123456789abcdef" : null)
        .Read(new CommandLineOptions { ConfigFile = _folder.File("exporter.yml"), LogLevel = flag });

    private sealed class FakePart : IReloadable
    {
        public List<ExporterOptions> Applied { get; } = [];

        public void Apply(ExporterOptions options) => Applied.Add(options);
    }
}
