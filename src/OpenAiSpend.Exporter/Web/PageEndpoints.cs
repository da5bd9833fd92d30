using System.Net.Mime;
using System.Text;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Page;
using OpenAiSpend.Page.Markup;
using OpenAiSpend.Page.Polls;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Sums;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Exporter.Web;

/// <summary><c>/</c>: the page for people. <c>/api/v1/spend</c>: the same numbers for programs.</summary>
internal static class PageEndpoints
{
    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", ["GET", "HEAD"], PageAsync);
        routes.MapMethods("/api/v1/spend", ["GET", "HEAD"], SpendAsync);
    }

    private static Task PageAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var sums = services.GetRequiredService<PublishedSums>().Current;
        var options = services.GetRequiredService<PageOptions>();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PageHtml.SecurityPolicy;
        try
        {
            var view = PageView.Of(
                sums,
                QueryReader.ReadPage(context.Request.Query, options.Organizations, sums),
                services.GetRequiredService<SurfaceBoard>().Statuses,
                services.GetRequiredService<MetricsEndpoint>().Series,
                options,
                services.GetRequiredService<TimeProvider>().GetUtcNow());
            if (view.Refresh is { } refresh)
            {
                headers["Refresh"] = $"{refresh.TotalSeconds:N0}";
            }

            return WriteAsync(context, StatusCodes.Status200OK, MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(PageHtml.Of(view)));
        }
        catch (QueryException mistake)
        {
            return WriteAsync(context, StatusCodes.Status400BadRequest, MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(PageHtml.OfMistake(mistake.Message)));
        }
    }

    private static Task SpendAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<PageOptions>();
        if (context.RequestServices.GetRequiredService<PublishedSums>().Current is not { } sums)
        {
            return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, MediaTypeNames.Application.Json, SpendJson.OfError("Nothing has been read yet. See /-/ready."));
        }

        try
        {
            var query = QueryReader.ReadSpend(context.Request.Query, options.Organizations, sums);
            return WriteAsync(context, StatusCodes.Status200OK, MediaTypeNames.Application.Json, SpendJson.Of(sums, query));
        }
        catch (QueryException mistake)
        {
            return WriteAsync(context, StatusCodes.Status400BadRequest, MediaTypeNames.Application.Json, SpendJson.OfError(mistake.Message));
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = $"{type}; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
