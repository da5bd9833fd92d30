using OpenAiSpend.Exporter.Web.Access;
using OpenAiSpend.Exposition.Serving;

namespace OpenAiSpend.Exporter.Web;

/// <summary><c>/-/healthy</c>: the process answers. <c>/-/ready</c>: there is data to serve.</summary>
internal static class HealthEndpoints
{
    private static readonly IResult Healthy = Results.Text("OpenAI Spend Exporter is healthy.\n");

    public static void MapHealth(this IEndpointRouteBuilder routes, ExpositionStore store, IReadOnlyCollection<string> organizations)
    {
        routes.MapMethods("/-/healthy", ["GET", "HEAD"], static (HttpContext context) => Healthy.ExecuteAsync(context)).WithMetadata(OpenToAll.Mark);
        routes.MapMethods("/-/ready", ["GET", "HEAD"], (HttpContext context) =>
            Ready(store, organizations).ExecuteAsync(context)).WithMetadata(OpenToAll.Mark);
    }

    private static IResult Ready(ExpositionStore store, IReadOnlyCollection<string> organizations)
    {
        var known = store.Current?.Report.Snapshot.Organizations.Where(static organization => organization.HasData)
            .Select(static organization => organization.Name).ToHashSet() ?? [];
        var waiting = organizations.Where(name => !known.Contains(name)).ToArray();
        if (known.Count == 0)
        {
            return Results.Text(
                $"OpenAI Spend Exporter is not ready: nothing has been read yet of {string.Join(", ", waiting)}.\n",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Text(waiting.Length == 0
            ? "OpenAI Spend Exporter is ready.\n"
            : $"OpenAI Spend Exporter is ready, but nothing has been read yet of {string.Join(", ", waiting)}.\n");
    }
}
