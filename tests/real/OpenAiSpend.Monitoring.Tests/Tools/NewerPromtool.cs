using OpenAiSpend.TestKit;

namespace OpenAiSpend.Monitoring.Tests.Tools;

/// <summary>The promtool of Prometheus 3, which Debian has in sid. The program is linked statically.</summary>
public sealed class NewerPromtool : IAsyncLifetime
{
    private DebianPackage _package = null!;

    /// <summary>The program; skips the test where it could not be fetched.</summary>
    public string OrSkip()
    {
        Assert.SkipWhen(_package.Program is null, $"Prometheus 3 could not be fetched from Debian sid. {_package.Reason}");
        return _package.Program!;
    }

    public async ValueTask InitializeAsync() => _package = await DebianPackage.FetchAsync("promtool", "sid");

    public ValueTask DisposeAsync()
    {
        _package.Dispose();
        return ValueTask.CompletedTask;
    }
}
