using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Asks a running exporter whether it is ready, for containers that have no curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="web">Where the exporter of this machine listens.</param>
    /// <param name="other">Another exporter to ask instead.</param>
    public static async Task<int> RunAsync(WebOptions web, Uri? other)
    {
        var url = new Uri(other ?? web.ListenAddress.LocalUrl(web.Tls is not null), "/-/ready");

        // No proxy is asked, whatever the environment says, as it would look for the exporter on its own machine. The
        // certificate names the host by which others know the exporter, and nothing secret is sent.
        using var handler = new HttpClientHandler
        {
            UseProxy = false,
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(url);
            Console.Write(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (HttpRequestException unreachable)
        {
            await Console.Error.WriteLineAsync($"No answer from {url}: {unreachable.Message.TrimEnd('.')}.");
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"No answer from {url} within {Patience.TotalSeconds} seconds.");
        }

        return ExitCode.Failed;
    }
}
