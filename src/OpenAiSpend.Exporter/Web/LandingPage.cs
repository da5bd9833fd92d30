using System.Net.Mime;

namespace OpenAiSpend.Exporter.Web;

/// <summary>The page at <c>/</c>: the name, the version and the links, for whoever opens the port in a browser.</summary>
internal static class LandingPage
{
    private static readonly string Html = $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>OpenAI Spend Exporter</title>
        </head>
        <body>
        <h1>OpenAI Spend Exporter</h1>
        <p>Version {ProgramVersion.Version}. What your organization spends at OpenAI, and on what, as Prometheus metrics.</p>
        <ul>
        <li><a href="/metrics">Metrics</a></li>
        <li><a href="/-/healthy">Healthy</a></li>
        <li><a href="/-/ready">Ready</a></li>
        </ul>
        </body>
        </html>

        """;

    private static readonly IResult Page = Results.Content(Html, MediaTypeNames.Text.Html, System.Text.Encoding.UTF8);

    public static void MapLandingPage(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/", ["GET", "HEAD"], static (HttpContext context) => Page.ExecuteAsync(context));
}
