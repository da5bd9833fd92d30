using System.Globalization;
using System.Text;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.OpenAi.Pages;

/// <summary>What part of an organization is read. A list without an entry filters nothing.</summary>
/// <param name="ProjectIds">The projects.</param>
/// <param name="LineItems">The line items of costs, by their exact names.</param>
internal sealed record PageFilters(IReadOnlyList<string> ProjectIds, IReadOnlyList<string> LineItems);

/// <summary>
/// The address of each page of one query. A cursor is bound to the exact query, so everything but the cursor is
/// written once and stays as it is for the whole read.
/// </summary>
internal sealed class PageAddress
{
    // limit counts buckets; more than these is a 400.
    private const int MaxDaysOfCosts = 180;
    private const int MaxDaysOfUsage = 31;

    private readonly string _firstPage;

    /// <summary>Writes the address of the first page.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="filters">What part of the organization to read.</param>
    /// <param name="maxDays">The most days on one page; OpenAI allows fewer on some surfaces.</param>
    public PageAddress(SurfaceQuery query, PageFilters filters, int maxDays)
    {
        var limit = Math.Min(Math.Min(query.Window.Days, maxDays), query.Surface == Surface.Costs ? MaxDaysOfCosts : MaxDaysOfUsage);
        var address = new StringBuilder(query.Surface == Surface.Costs ? "organization/costs" : $"organization/usage/{query.Surface.Name}").Append(
            CultureInfo.InvariantCulture,
            $"?start_time={query.Window.Start.StartUnixSeconds}&end_time={query.Window.End.StartUnixSeconds}&bucket_width=1d&limit={limit}");
        foreach (var dimension in query.GroupBy)
        {
            Append(address, "group_by[]", dimension.Name);
        }

        foreach (var id in filters.ProjectIds)
        {
            Append(address, "project_ids[]", id);
        }

        foreach (var item in query.Surface == Surface.Costs ? filters.LineItems : [])
        {
            Append(address, "line_items[]", item);
        }

        _firstPage = address.ToString();
    }

    /// <summary>The address of the page at a cursor, or of the first page.</summary>
    public string Of(string? cursor)
    {
        if (cursor is null)
        {
            return _firstPage;
        }

        var address = new StringBuilder(_firstPage);
        Append(address, "page", cursor);
        return address.ToString();
    }

    private static void Append(StringBuilder address, string name, string value) =>
        address.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
}
