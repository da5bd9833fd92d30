using System.Diagnostics;
using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Program.Tests.Access;

public sealed class HashPasswordTests
{
    [Fact]
    public async Task HashPassword_OfALineOfStandardInput_PrintsItsHash()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "hash-password"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync("correct horse");
        process.StandardInput.Close();
        var line = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.True(PasswordHash.TryParse(line, out _)!.Matches("correct horse"));
    }
}
