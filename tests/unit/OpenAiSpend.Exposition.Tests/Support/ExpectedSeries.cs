using System.Text;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>
/// What a page ought to say, worked out the plain and slow way: a list of facts (a series, a day, a value), which each
/// view groups and adds. It covers every view but the revision of costs, budgets, limits, allocation and customers.
/// </summary>
internal static class ExpectedSeries
{
    private static readonly Dictionary<string, string> Measures = new()
    {
        ["num_model_requests"] = "requests",
        ["num_requests"] = "requests",
        ["num_sessions"] = "sessions",
        ["images"] = "count",
    };

    private static readonly string[] Splits =
    [
        .. from kind in new[] { "uncached", "cached", "cache_write", "cache_write_30m", "cache_write_12h", "text", "audio", "image", "cached_text", "cached_audio", "cached_image" } select $"input_{kind}_tokens",
        .. from kind in new[] { "text", "audio", "image" } select $"output_{kind}_tokens",
    ];

    public static SortedDictionary<string, decimal> Of(SpendSnapshot snapshot, ExpositionOptions options)
    {
        var page = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var organization in snapshot.Organizations)
        {
            AddNames(page, organization);
            foreach (var surface in organization.Surfaces.Where(static surface => surface.Surface != Surface.Traces))
            {
                var isCosts = surface.Surface == Surface.Costs;
                var trailing = DayWindow.Trailing(snapshot.Today, isCosts ? options.CostDays : options.UsageDays);
                var facts = (isCosts ? CostFacts(organization, surface) : UsageFacts(organization, surface)).ToList();
                var quantities = DayWindow.Trailing(snapshot.Today, options.QuantityDays ?? options.UsageDays);
                facts = [.. facts.Where(f => !Splits.Contains(f.Measure) || facts.Any(other => (other.Row, other.Daily) == (f.Row, f.Daily) && trailing.Contains(other.Day) && other.Value != 0))];
                AddDaily(page, [.. facts.Where(f => f.Daily != "openai_billed_daily_quantity" || quantities.Contains(f.Day))], trailing);
                AddToday(page, surface, facts, snapshot.Today, trailing);
                if (isCosts)
                {
                    AddMonths(page, organization.Name, surface, facts, snapshot.Today, trailing);
                    AddForecasts(page, organization.Name, surface, facts, snapshot.Today);
                }
            }
        }

        return page;
    }

    private static void AddNames(SortedDictionary<string, decimal> page, OrganizationSnapshot organization)
    {
        var of = $"organization={Shown(organization.Name)}";
        foreach (var project in organization.Directory.Projects ?? [])
        {
            page.Add($"openai_project_info{{{of},project_id={project.Id},project={Name(organization, project.Id)},status={Shown(project.Status)}}}", 1);
        }

        foreach (var user in organization.Directory.Users ?? [])
        {
            var email = organization.Directory.Users!.Value.Any(other => other.Email is not null) ? $",email={Shown(user.Email)}" : "";
            page.Add($"openai_user_info{{{of},user_id={user.Id},user={Shown(user.Name)}{email}}}", 1);
        }
    }

    private static void AddForecasts(
        SortedDictionary<string, decimal> page, string organization, SurfaceSnapshot costs, List<Fact> facts, UtcDay today)
    {
        foreach (var project in facts.Where(f => f.IsUsd && costs.Window.Contains(today.MonthStart)).GroupBy(f => f.Project))
        {
            var series = $"openai_cost_forecast_month_usd{{organization={Shown(organization)}{project.Key}}}";
            foreach (var id in project.GroupBy(f => f.ProjectId))
            {
                decimal[] spent = [.. Enumerable.Range(0, costs.Window.Days).Select(i => id.Where(f => f.Day == costs.Window.Start.AddDays(i)).Sum(f => f.Value))];
                bool[] known = [.. Enumerable.Range(0, costs.Window.Days).Select(i => costs.IsKnown(costs.Window.Start.AddDays(i)))];
                page[series] = page.GetValueOrDefault(series) + MonthForecast.Of(costs.Window, spent, known, costs.SettleDays, today);
            }
        }
    }

    private static void AddDaily(SortedDictionary<string, decimal> page, List<Fact> facts, DayWindow trailing)
    {
        foreach (var row in facts.Where(f => trailing.Contains(f.Day)).GroupBy(f => (f.Row, f.Day, f.Currency)))
        {
            var sums = row.GroupBy(f => f.Daily).Select(g => (Series: $"{g.Key}{{{row.Key.Row},date={row.Key.Day}}}", Sum: g.Sum(f => f.Value))).ToList();
            sums.Where(_ => sums.Any(s => s.Sum != 0)).ToList().ForEach(s => page.Add(s.Series, s.Sum));
        }
    }

    private static void AddToday(
        SortedDictionary<string, decimal> page, SurfaceSnapshot surface, List<Fact> facts, UtcDay today, DayWindow trailing)
    {
        foreach (var series in facts.Where(f => trailing.Contains(f.Day) && surface.IsKnown(today)).GroupBy(f => (f.Today, f.Row)))
        {
            page.Add($"{series.Key.Today}{{{series.Key.Row}}}", series.Where(f => f.Day == today).Sum(f => f.Value));
        }
    }

    private static void AddMonths(
        SortedDictionary<string, decimal> page, string organization, SurfaceSnapshot costs, List<Fact> facts, UtcDay today, DayWindow trailing)
    {
        var (month, previous) = (today.MonthStart, today.MonthStart.AddDays(-1).MonthStart);
        var amounts = facts.Where(f => f.Currency is not null).ToList();
        foreach (var series in amounts.Where(f => (trailing.Contains(f.Day) || f.Day >= month) && f.Day <= today).GroupBy(f => (f.Currency, f.Row)))
        {
            if (costs.Window.Start <= month && costs.Window.Last >= month)
            {
                page.Add(
                    $"openai_cost_month_to_date_{series.Key.Currency}{{{series.Key.Row}}}",
                    series.Where(f => f.Day >= month).Sum(f => f.Value));
            }
        }

        foreach (var series in amounts.Where(f => f.Day >= previous && f.Day < month).GroupBy(f => (f.Currency, f.Project)))
        {
            if (costs.IsKnown(new DayWindow(previous, month)))
            {
                page.Add($"openai_cost_previous_month_{series.Key.Currency}{{organization={Shown(organization)}{series.Key.Project}}}", series.Sum(f => f.Value));
            }
        }
    }

    private static IEnumerable<Fact> CostFacts(OrganizationSnapshot organization, SurfaceSnapshot costs)
    {
        foreach (var (bucket, row) in Rows(costs))
        {
            var (project, lineItem, key) = (bucket.Dimensions(row)[0], bucket.Dimensions(row)[1], bucket.Dimensions(row)[2]);
            var currency = bucket.Dimensions(row)[5]?.ToLowerInvariant() switch { "usd" => "usd", "eur" => "eur", null => "unnamed", _ => "" };
            var parsed = LineItem.Parse(lineItem is null ? null : Shown(lineItem));
            var who = costs.GroupBy.Contains(Dimension.ProjectId) ? $",project_id={Shown(project)},project={Name(organization, project)}" : "";
            var labels = $"organization={Shown(organization.Name)}{who}"
                + (costs.GroupBy.Contains(Dimension.LineItem) ? $",line_item={Shown(lineItem)},model={parsed.Model},meter={parsed.Meter}" : "")
                + (costs.GroupBy.Contains(Dimension.ApiKeyId) ? $",api_key_id={Shown(key)}" : "")
                + (costs.GroupBy.Contains(Dimension.UserId) ? $",user_id={Shown(bucket.Dimensions(row)[3])}" : "")
                + (costs.GroupBy.Contains(Dimension.ApiSource) ? $",api_source={Shown(bucket.Dimensions(row)[4])}" : "");
            if (bucket.Value(row, 0) is { } amount && currency.Length > 0)
            {
                yield return new Fact(bucket.Day, $"openai_cost_{currency}", $"openai_cost_daily_{currency}", labels, amount, currency, who)
                {
                    IsUsd = bucket.Dimensions(row)[5] == "usd",
                    ProjectId = project,
                };
            }

            if (bucket.Value(row, 1) is { } quantity)
            {
                var unit = $"{labels},unit={Shown(bucket.Dimensions(row)[6])}";
                yield return new Fact(bucket.Day, "openai_billed_quantity", "openai_billed_daily_quantity", unit, quantity);
            }
        }
    }

    private static IEnumerable<Fact> UsageFacts(OrganizationSnapshot organization, SurfaceSnapshot usage)
    {
        var prefix = usage.Surface == Surface.CodeInterpreterSessions ? "openai_code_interpreter" : $"openai_{usage.Surface.Name}";
        foreach (var (bucket, row) in Rows(usage))
        {
            var labels = $"organization={Shown(organization.Name)}";
            foreach (var dimension in usage.Surface.GroupBy.Where(usage.GroupBy.Contains))
            {
                var value = Shown(bucket.Dimensions(row)[usage.Surface.IndexOf(dimension)]);
                labels += $",{dimension.Name}={value}" + (dimension == Dimension.ProjectId ? $",project={Name(organization, bucket.Dimensions(row)[0])}" : "");
            }

            for (var i = 0; i < usage.Surface.Measures.Length; i++)
            {
                if (bucket.Value(row, i) is { } value)
                {
                    var name = usage.Surface.Measures[i].Name;
                    name = usage.Surface == Surface.WebSearchCalls && name == "num_model_requests" ? "model_requests" : Measures.GetValueOrDefault(name, name);
                    yield return new Fact(bucket.Day, $"{prefix}_{name}", $"{prefix}_daily_{name}", labels, value) { Measure = name };
                }
            }
        }
    }

    private static IEnumerable<(Domain.Buckets.Bucket Bucket, int Row)> Rows(SurfaceSnapshot surface) =>
        surface.Buckets.SelectMany(bucket => Enumerable.Range(0, bucket.Count).Select(row => (bucket, row)));

    private static string Name(OrganizationSnapshot organization, string? id) => Shown(
        (organization.Directory.Projects ?? []).Where(project => project.Id == id && project.Name != "").Select(project => project.Name).FirstOrDefault(id));

    private static string Shown(string? value) => value is null ? "" : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));

    private sealed record Fact(
        UtcDay Day, string Today, string Daily, string Row, decimal Value, string? Currency = null, string Project = "")
    {
        public bool IsUsd { get; init; }

        public string Measure { get; init; } = "";

        public string? ProjectId { get; init; }
    }
}
