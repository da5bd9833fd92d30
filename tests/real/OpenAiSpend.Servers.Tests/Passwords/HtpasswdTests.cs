using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpenAiSpend.ProgramKit;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Servers.Tests.Passwords;

/// <summary>Passwords that Apache's htpasswd and the crypt of the system hash, and the other way round.</summary>
public sealed class HtpasswdTests
{
    private const string Htpasswd = "/usr/bin/htpasswd";
    private const string Perl = "/usr/bin/perl";
    private const string Password = "correct hörse: $2y$";

    [Fact]
    public async Task Exporter_WithHashesOfOtherPrograms_LetsInTheRightPasswordsAlone()
    {
        Assert.SkipUnless(File.Exists(Htpasswd), "htpasswd is not installed (apt-get install apache2-utils).");
        Assert.SkipUnless(File.Exists(Perl), "perl is not installed.");
        var users = new Dictionary<string, string>();
        for (var cost = 5; cost <= 12; cost++)
        {
            users[$"htpasswd-{cost}"] = (await OutputAsync(Htpasswd, "-nbBC", $"{cost}", "user", Password)).Trim()["user:".Length..];
            foreach (var kind in new[] { "2a", "2b", "2y" })
            {
                users[$"crypt-{kind}-{cost}"] = await OutputAsync(Perl, "-e", "print crypt($ARGV[0], $ARGV[1])", Password, $"${kind}${cost:D2}$abcdefghijklmnopqrstuu");
            }
        }

        await using var exporter = await ExporterProgram.StartAsync($$"""
            web:
              basic_auth_users:
            {{string.Join('\n', users.Select(user => $"    {user.Key}: {user.Value}"))}}

            """, flags: "--demo");
        foreach (var user in users.Keys)
        {
            Assert.Equal((user, HttpStatusCode.Unauthorized), (user, await AskAsync(exporter, user, $"{Password}x")));
            Assert.Equal((user, HttpStatusCode.OK), (user, await AskAsync(exporter, user, Password)));
            Assert.Equal((user, HttpStatusCode.Unauthorized), (user, await AskAsync(exporter, user, Password[1..])));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(exporter, "user", Password));
    }

    [Fact]
    public async Task Htpasswd_WithAHashOfHashPassword_LetsInTheRightPasswordAlone()
    {
        Assert.SkipUnless(File.Exists(Htpasswd), "htpasswd is not installed (apt-get install apache2-utils).");
        using var folder = new TemporaryFolder();
        var (_, hash) = await Tool.RunAsync("dotnet", $"{Password}\n", Path.Combine(AppContext.BaseDirectory, "OpenAiSpend.Exporter.dll"), "hash-password");
        var file = folder.Write("passwords", "user:" + hash);

        Assert.Equal(0, (await Tool.RunAsync(Htpasswd, "", "-vb", file, "user", Password)).ExitCode);
        Assert.Equal(3, (await Tool.RunAsync(Htpasswd, "", "-vb", file, "user", $"{Password}x")).ExitCode);
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync(program, "", arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static async Task<HttpStatusCode> AskAsync(ExporterProgram exporter, string user, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var response = await exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
