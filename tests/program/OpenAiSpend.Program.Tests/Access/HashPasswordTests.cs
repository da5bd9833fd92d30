using System.Diagnostics;
using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Program.Tests.Access;

public sealed class HashPasswordTests
{
    [Fact]
    public async Task HashPassword_OfALineOfStandardInput_PrintsItsBcryptHash()
    {
        var (exitCode, output, _) = await HashAsync("correct horse");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("$2y$10$", output, StringComparison.Ordinal);
        Assert.True(PasswordHash.TryParse(output.TrimEnd(), out _)!.Matches("correct horse"));
    }

    [Theory]
    [InlineData("", "A password is needed, on one line.")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012", "The password is too long: bcrypt looks at the first 72 bytes and no more.")]
    public async Task HashPassword_OfWhatCannotBeHashed_SaysWhy(string password, string message)
    {
        var (exitCode, output, error) = await HashAsync(password);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(message, error.TrimEnd());
    }

    private static async Task<(int ExitCode, string Output, string Error)> HashAsync(string password)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "hash-password"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
