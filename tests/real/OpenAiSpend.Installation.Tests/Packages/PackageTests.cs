using OpenAiSpend.Installation.Tests.Tools;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Installation.Tests.Packages;

/// <summary>The packages, installed into a root of their own, started as their unit says, and removed again.</summary>
public sealed class PackageTests(BuiltPackages packages) : IClassFixture<BuiltPackages>
{
    private const string Program = "/usr/bin/openai-spend-exporter";
    private const string Unit = "/usr/lib/systemd/system/openai-spend-exporter.service";
    private const string Configuration = "/etc/openai-spend-exporter/exporter.yml";
    private const string State = "/var/lib/openai-spend-exporter";
    private const string Service = "openai-spend-exporter.service";

    private static readonly string[] Rpm = ["--force-debian", "--nodeps"];

    [Fact]
    public async Task Deb_InstalledRemovedAndPurged_RunsAndLeavesNothing()
    {
        var package = await packages.OrSkipAsync("deb");
        using var root = await TestRoot.CreateAsync(NativeProgram.OrSkip());
        await Tool.SucceedsAsync(root.Path, "dpkg", "--root", root.Path, "--force-depends", "--install", package);
        Assert.Equal(["daemon-reload", $"enable {Service}", $"start {Service}"], root.Systemctl);
        await RunsAsItsUnitSaysAsync(root);

        // The next version.
        await Tool.SucceedsAsync(root.Path, "dpkg", "--root", root.Path, "--force-depends", "--install", package);
        Assert.Equal(["daemon-reload", $"try-restart {Service}"], root.Systemctl.Skip(3));

        await Tool.SucceedsAsync(root.Path, "dpkg", "--root", root.Path, "--remove", "openai-spend-exporter");
        Assert.Equal([$"disable --now {Service}", "daemon-reload"], root.Systemctl.Skip(5));
        Assert.False(File.Exists(root.File(Program)) || File.Exists(root.File(Unit)));
        Assert.True(File.Exists(root.File(Configuration)) && Directory.Exists(root.File(State)));

        await Tool.SucceedsAsync(root.Path, "dpkg", "--root", root.Path, "--purge", "openai-spend-exporter");
        Assert.False(File.Exists(root.File(Configuration)) || Directory.Exists(root.File(State)));
    }

    [Fact]
    public async Task Rpm_InstalledAndRemoved_RunsAndLeavesTheState()
    {
        var package = await packages.OrSkipAsync("rpm");
        using var root = await TestRoot.CreateAsync(NativeProgram.OrSkip());
        await Tool.SucceedsAsync(root.Path, "rpm", ["--root", root.Path, .. Rpm, "--install", package]);
        Assert.Equal(["daemon-reload", $"enable {Service}", $"start {Service}"], root.Systemctl);
        await RunsAsItsUnitSaysAsync(root);

        await Tool.SucceedsAsync(root.Path, "rpm", ["--root", root.Path, .. Rpm, "--erase", "openai-spend-exporter"]);
        Assert.Equal([$"disable --now {Service}", "daemon-reload"], root.Systemctl.Skip(3));
        Assert.False(File.Exists(root.File(Program)) || File.Exists(root.File(Unit)) || File.Exists(root.File(Configuration)));
        Assert.True(Directory.Exists(root.File(State)));
    }

    [Fact]
    public async Task Unit_ItsExposure_IsUnderTwo()
    {
        var said = await Tool.SucceedsAsync(
            Repository.File("deploy", "packages"), "systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", "openai-spend-exporter.service");

        Assert.Contains("Overall exposure level", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_OfThePackage_IsGood()
    {
        await using var check = ExporterProgram.Run(
            ["check-config", "--config.file", Repository.File("deploy", "packages", "exporter.yml")], new Dictionary<string, string> { ["OPENAI_ADMIN_KEY"] = "sk-admin-any" });
        Assert.True(await check.ExitCodeAsync() == 0, check.Output);
    }

    // As systemd would: a user of its own, who gets a copy of root's key and the folder of the state.
    private static async Task RunsAsItsUnitSaysAsync(TestRoot root)
    {
        await using var organization = await SimulatedOrganization.StartAsync();
        var unit = new SystemdUnit(root.File(Unit));
        Assert.Equal($"admin-key:{unit["ConditionPathExists"]}", unit["LoadCredential"]);
        Assert.Equal(State, $"/var/lib/{unit["StateDirectory"]}");
        var credentials = $"/run/credentials/{Service}";
        Directory.CreateDirectory(root.File(credentials));
        Directory.CreateDirectory(root.File(State));
        await File.WriteAllTextAsync(root.File($"{credentials}/admin-key"), organization.Environment.Values.Single(), TestContext.Current.CancellationToken);
        await root.GiveAsync(State);
        await root.GiveAsync($"{credentials}/admin-key");
        await Tool.SucceedsAsync(root.Path, "chmod", "0440", root.File($"{credentials}/admin-key"));

        var variable = unit["Environment"].Replace("%d", credentials, StringComparison.Ordinal).Split('=', 2);
        var address = $"127.0.0.1:{Loopback.FreePort()}";
        await using var program = root.Start(
            [.. unit["ExecStart"].Split(' '), "--web.listen-address", address],
            new Dictionary<string, string> { [variable[0]] = variable[1], ["OPENAI_BASE_URL"] = $"{organization.Server.BaseUrl}" });
        await Eventually.True(
            async () =>
            {
                await using var health = root.Start([Program, "healthcheck", $"http://{address}"], new Dictionary<string, string>());
                return await health.ExitCodeAsync() == 0 || (program.HasExited ? throw new InvalidOperationException(program.Output) : false);
            },
            "The program did not get ready.");

        // The simulator tells something that nobody knows, as OpenAI may.
        Assert.DoesNotContain(program.ErrorLines, static line => !line.Contains("this version does not know", StringComparison.Ordinal)
            && (line.Contains("level=warn", StringComparison.Ordinal) || line.Contains("level=error", StringComparison.Ordinal)));
        await program.TerminateAsync();
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.NotEmpty(Directory.GetFiles(root.File(State)));
    }
}
