using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenAiSpend.Page.Markup;
using OpenAiSpend.Page.Queries;
using OpenAiSpend.Page.Views;

namespace OpenAiSpend.Page;

/// <summary><c>/</c>: the spend page, for people. <c>/api/v1/spend</c>: the same numbers for programs.</summary>
public static class SpendPageEndpoints
{
    /// <summary>Maps both.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="options">What the page shows that does not come from OpenAI.</param>
    /// <param name="newest">Gives what was published last, or null before anything was.</param>
    /// <param name="clock">The clock.</param>
    public static void MapSpendPage(this IEndpointRouteBuilder routes, Func<SpendPageOptions> options, Func<PublishedMoment?> newest, TimeProvider clock)
    {
        routes.MapMethods("/", ["GET", "HEAD"], context => PageAsync(context, options(), newest(), clock.GetUtcNow()));
        routes.MapMethods("/api/v1/spend", ["GET", "HEAD"], context => SpendAsync(context, options(), newest()));
    }

    private static Task PageAsync(HttpContext context, SpendPageOptions options, PublishedMoment? moment, DateTimeOffset now)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = SpendPageHtml.SecurityPolicy;
        try
        {
            var view = SpendPageView.Of(moment, QueryReader.ReadPage(context.Request.Query, options.Organizations, moment?.Report), options, now);
            if (view.Refresh is { } refresh)
            {
                headers["Refresh"] = $"{refresh.Seconds}";
            }

            return WriteAsync(context, StatusCodes.Status200OK, MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(SpendPageHtml.Of(view)));
        }
        catch (QueryException mistake)
        {
            return WriteAsync(context, StatusCodes.Status400BadRequest, MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(SpendPageHtml.OfMistake(mistake.Message)));
        }
    }

    private static Task SpendAsync(HttpContext context, SpendPageOptions options, PublishedMoment? moment)
    {
        if (moment?.Report is not { Snapshot.HasData: true } report)
        {
            return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, MediaTypeNames.Application.Json, SpendJson.OfError("Nothing has been read yet. See /-/ready."));
        }

        try
        {
            var query = QueryReader.ReadSpend(context.Request.Query, options.Organizations, report);
            return WriteAsync(context, StatusCodes.Status200OK, MediaTypeNames.Application.Json, SpendJson.Of(report, query));
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
