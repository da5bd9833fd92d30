using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Totals;
using OpenAiSpend.Domain.Days;

namespace OpenAiSpend.Page.Queries;

/// <summary>
/// Reads the query part of an address. A value that cannot be meant is refused with a sentence, and so is a name that
/// does not exist: a mistyped filter must not show everything.
/// </summary>
internal sealed class QueryReader
{
    public const string Organization = "organization";
    public const string Project = "project";
    public const string By = "by";
    public const string Days = "days";
    public const string Sort = "sort";
    public const string Top = "top";
    private const string From = "from";
    private const string To = "to";

    private static readonly ImmutableArray<string> OfPage = [Organization, Project, By, Days, Sort, Top];
    private static readonly ImmutableArray<string> OfSpend = [From, To, By, Organization, Project];

    private readonly IQueryCollection _query;
    private readonly List<string> _errors = [];

    private QueryReader(IQueryCollection query, ImmutableArray<string> names)
    {
        _query = query;
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name))
            {
                _errors.Add($"There is no parameter \"{Shorten(name)}\". Known are: {string.Join(", ", names)}.");
            }
            else if (values.Count > 1)
            {
                _errors.Add($"The parameter {name} is given {values.Count} times. Give it once.");
            }
        }
    }

    /// <summary>Reads what the page should show.</summary>
    /// <param name="query">The query part of the address.</param>
    /// <param name="organizations">The configured names.</param>
    /// <param name="report">What is known, or null before the first data: then no project can be known either.</param>
    /// <exception cref="QueryException">Something is wrong with it.</exception>
    public static SpendPageQuery ReadPage(IQueryCollection query, ImmutableArray<string> organizations, SpendReport? report)
    {
        var reader = new QueryReader(query, OfPage);
        var organization = reader.ReadOrganization(organizations);
        var page = new SpendPageQuery
        {
            Organization = organization,
            Project = reader.ReadProject(organization, report),
            By = reader.ReadName(By, SpendPageQuery.Breakdowns),
            Days = reader.ReadNumber(Days, SpendPageQuery.DefaultDays, SpendPageQuery.MostDays),
            Sort = reader.ReadName(Sort, [.. Enum.GetValues<SortOrder>()]),
            Top = reader.ReadNumber(Top, SpendPageQuery.DefaultTop, SpendPageQuery.MostTop),
        };
        reader.Check();
        return page;
    }

    /// <summary>Reads what the JSON should hold.</summary>
    /// <param name="query">The query part of the address.</param>
    /// <param name="organizations">The configured names.</param>
    /// <param name="report">What is known.</param>
    /// <exception cref="QueryException">Something is wrong with it.</exception>
    public static SpendQuery ReadSpend(IQueryCollection query, ImmutableArray<string> organizations, SpendReport report)
    {
        var reader = new QueryReader(query, OfSpend);
        var organization = reader.ReadOrganization(organizations);
        var project = reader.ReadProject(organization, report);
        var by = reader.ReadName(By, [.. Enum.GetValues<Breakdown>()]);
        var to = reader.ReadDay(To) ?? report.Today;
        var from = reader.ReadDay(From) ?? to.AddDays(1 - SpendPageQuery.DefaultDays);
        if (to > report.Today)
        {
            reader._errors.Add($"The day to={to} is still to come: today is {report.Today} (UTC).");
        }
        else if (from > to)
        {
            reader._errors.Add($"The day from={from} is after to={to}.");
        }
        else if (to.DaysSince(from) >= SpendQuery.MostDays)
        {
            reader._errors.Add($"From {from} to {to} are {to.DaysSince(from) + 1} days. At most {SpendQuery.MostDays} can be asked for at once.");
        }

        reader.Check();
        return new SpendQuery(organization, project, by, new DayWindow(from, to.Next));
    }

    /// <summary>What an address and the JSON call a value of an enumeration, such as <c>line_item</c>.</summary>
    public static string Text(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private void Check()
    {
        if (_errors.Count > 0)
        {
            throw new QueryException(string.Join(' ', _errors));
        }
    }

    // An empty value is what a form sends for "all".
    private string? Read(string name) => _query.TryGetValue(name, out var values) && values.Count == 1 && values[0] is { Length: > 0 } value ? value : null;

    private string? ReadOrganization(ImmutableArray<string> known)
    {
        var name = Read(Organization);
        if (name is not null && !known.Contains(name))
        {
            _errors.Add($"There is no organization \"{Shorten(name)}\". Known are: {string.Join(", ", known)}.");
        }

        return name;
    }

    private ProjectFilter ReadProject(string? organization, SpendReport? report)
    {
        var filter = ProjectFilter.Of(Read(Project));
        if (filter.Id is { } id && report is not null
            && !report.Organizations.Any(known => (organization is null || known.Name == organization) && known.Projects.Contains(id)))
        {
            _errors.Add($"No project with the id \"{Shorten(id)}\" is known. Ids begin with proj_; \"{ProjectFilter.NoProject}\" stands for spend of no project.");
        }

        return filter;
    }

    private T ReadName<T>(string name, ImmutableArray<T> candidates)
        where T : struct, Enum
    {
        var value = Read(name);
        foreach (var candidate in candidates)
        {
            if (value is null || Text(candidate) == value)
            {
                return candidate;
            }
        }

        _errors.Add($"{name}=\"{Shorten(value!)}\" is none of: {string.Join(", ", candidates.Select(static candidate => Text(candidate)))}.");
        return default;
    }

    private int ReadNumber(string name, int usual, int most)
    {
        if (Read(name) is not { } value)
        {
            return usual;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
        {
            return number;
        }

        _errors.Add($"{name}=\"{Shorten(value)}\" is not a whole number from 1 to {most}.");
        return usual;
    }

    private UtcDay? ReadDay(string name)
    {
        if (Read(name) is not { } value)
        {
            return null;
        }

        // Before 1970 a day has no number, and OpenAI no spend.
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1970 and < 9999)
        {
            return UtcDay.Of(date);
        }

        _errors.Add($"{name}=\"{Shorten(value)}\" is not a day such as 2026-11-20.");
        return null;
    }
}

/// <summary>What a reader of the JSON wants.</summary>
/// <param name="Organization">The only organization, or null for all.</param>
/// <param name="Project">Whose spend.</param>
/// <param name="By">What it is broken down by.</param>
/// <param name="Window">The UTC days.</param>
internal sealed record SpendQuery(string? Organization, ProjectFilter Project, Breakdown By, DayWindow Window)
{
    /// <summary>The most days that can be asked for.</summary>
    public const int MostDays = 400;
}

/// <summary>An address asks for something that does not exist. The message is for whoever asked.</summary>
internal sealed class QueryException(string message) : Exception(message);
