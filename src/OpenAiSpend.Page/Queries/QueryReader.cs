using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Page.Sums;

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
    /// <param name="sums">What is known, or null before the first data: then no project can be known either.</param>
    /// <exception cref="QueryException">Something is wrong with it.</exception>
    public static PageQuery ReadPage(IQueryCollection query, ImmutableArray<string> organizations, SpendSums? sums)
    {
        var reader = new QueryReader(query, OfPage);
        var organization = reader.ReadOrganization(organizations);
        return reader.Checked(new PageQuery
        {
            Organization = organization,
            Project = reader.ReadProject(organization, sums),
            By = reader.ReadName(By, PageQuery.Breakdowns, Text),
            Days = reader.ReadNumber(Days, PageQuery.DefaultDays, PageQuery.MostDays),
            Sort = reader.ReadName(Sort, [.. Enum.GetValues<TableOrder>()], Text),
            Top = reader.ReadNumber(Top, PageQuery.DefaultTop, PageQuery.MostTop),
        });
    }

    /// <summary>Reads what the JSON should hold.</summary>
    /// <param name="query">The query part of the address.</param>
    /// <param name="organizations">The configured names.</param>
    /// <param name="sums">What is known.</param>
    /// <exception cref="QueryException">Something is wrong with it.</exception>
    public static SpendQuery ReadSpend(IQueryCollection query, ImmutableArray<string> organizations, SpendSums sums)
    {
        var reader = new QueryReader(query, OfSpend);
        var organization = reader.ReadOrganization(organizations);
        var project = reader.ReadProject(organization, sums);
        var by = reader.ReadName(By, [.. Enum.GetValues<Breakdown>()], Text);
        var to = reader.ReadDay(To) ?? sums.Today;
        var from = reader.ReadDay(From) ?? to.AddDays(1 - PageQuery.DefaultDays);
        if (to > sums.Today)
        {
            reader._errors.Add($"The day to={to} is still to come: today is {sums.Today} (UTC).");
        }
        else if (from > to)
        {
            reader._errors.Add($"The day from={from} is after to={to}.");
        }
        else if (to.DaysSince(from) >= SpendQuery.MostDays)
        {
            reader._errors.Add($"From {from} to {to} are {to.DaysSince(from) + 1} days. At most {SpendQuery.MostDays} can be asked for at once.");
        }

        return reader._errors.Count > 0
            ? throw new QueryException(string.Join(' ', reader._errors))
            : new SpendQuery(organization, project, by, new DayWindow(from, to.Next));
    }

    /// <summary>What an address calls a breakdown.</summary>
    public static string Text(Breakdown by) => by switch
    {
        Breakdown.Project => "project",
        Breakdown.Model => "model",
        Breakdown.LineItem => "line_item",
        Breakdown.User => "user",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "Not a breakdown."),
    };

    /// <summary>What an address calls an order.</summary>
    public static string Text(TableOrder order) => order switch
    {
        TableOrder.Most => "most",
        TableOrder.Name => "name",
        TableOrder.Week => "week",
        TableOrder.Change => "change",
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "Not an order."),
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private T Checked<T>(T result) => _errors.Count == 0 ? result : throw new QueryException(string.Join(' ', _errors));

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

    private ProjectChoice ReadProject(string? organization, SpendSums? sums)
    {
        var choice = ProjectChoice.Of(Read(Project));
        if (!choice.IsAll && choice.Id is { } id && sums is not null
            && !sums.Organizations.Any(known => (organization is null || known.Name == organization) && known.Projects.Contains(id)))
        {
            _errors.Add($"No project with the id \"{Shorten(id)}\" is known. Ids begin with proj_; \"{ProjectChoice.NoProject}\" stands for spend of no project.");
        }

        return choice;
    }

    private T ReadName<T>(string name, ImmutableArray<T> candidates, Func<T, string> text)
        where T : struct, Enum
    {
        var value = Read(name);
        foreach (var candidate in candidates)
        {
            if (value is null || text(candidate) == value)
            {
                return candidate;
            }
        }

        _errors.Add($"{name}=\"{Shorten(value!)}\" is none of: {string.Join(", ", candidates.Select(text))}.");
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
