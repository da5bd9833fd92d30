using System.Globalization;
using System.Text;
using OpenAiSpend.Simulator;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// The simulator's books as Prometheus would have recorded them, as input for promtool: a sample each 20 minutes, of what the
/// API shows at that moment. A nightly and a weekly job are added, which move by an hour when clocks are changed, and what
/// is planted.
/// </summary>
internal sealed class AlarmBooks
{
    public const int StepMinutes = 20;
    private const int StepsADay = 24 * 60 / StepMinutes;
    private const int HistoryDays = 35;
    private const int UsageDays = 8;
    private const string JobKey = "key_job_";

    private static readonly string[] Jobs = ["nightly", "weekly"];

    // promtool begins on 1970-01-01, a Thursday as well.
    public static readonly DateOnly FirstDay = new(2026, 8, 6);

    private static readonly TimeSpan UsageLag = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CostLag = TimeSpan.FromHours(3);
    private static readonly DateTimeOffset ClocksChange = new(2026, 10, 25, 1, 0, 0, TimeSpan.Zero);

    private readonly int _days;
    private readonly IReadOnlyList<PlantedFault> _faults;
    private readonly GroundTruth _books;
    private readonly Dictionary<string, decimal> _usdPerToken;
    private readonly Dictionary<int, Dictionary<string, decimal>> _tokensOfProjects = [];
    private readonly StringBuilder _series = new();

    public AlarmBooks(int days, IReadOnlyList<PlantedFault> faults)
    {
        (_days, _faults) = (days, faults);
        _books = GroundTruth.Draw(new SimulatorOptions { Scenario = "no-spike", Clock = new TestClock(At(days)), AnchorDay = FirstDay.AddDays(days) });
        _usdPerToken = UsdPerToken();
    }

    /// <summary>The input series of a test for promtool.</summary>
    public string Series()
    {
        foreach (var (name, value) in Exposition.ExpositionOptions.ShippedAlertThresholds)
        {
            Add($$"""openai_alert_threshold{name="{{name}}"}""", _ => value);
        }

        Add("""openai_exporter_last_success_timestamp_seconds{organization="acme", surface="completions"}""", static step => 60 * StepMinutes * step);
        for (var day = -HistoryDays; day < _days; day++)
        {
            var (start, date) = (86400m * day, DateOf(day));
            Add($$"""openai_bucket_start_timestamp_seconds{date="{{date:O}}"}""", step => Age(step, day) is >= 0 and < HistoryDays ? start : null);
            AddTokens(day, date);
            AddCosts(day, date);
        }

        AddEstimates();
        return _series.ToString();
    }

    /// <summary>The largest key of a project, by what it uses in two weeks.</summary>
    public static string LargestKeyOf(string projectId)
    {
        var books = GroundTruth.Draw(new SimulatorOptions { Scenario = "no-spike", Clock = new TestClock(At(14)) });
        return Rows(books, At(14), FirstDay, FirstDay.AddDays(13))
            .Where(row => row.Dimensions["project_id"] == projectId && row.Dimensions["api_key_id"] is not null)
            .GroupBy(static row => row.Dimensions["api_key_id"]!)
            .MaxBy(static key => key.Sum(Tokens))!.Key;
    }

    public static string ProjectId(string tag) => GroundTruth.Draw(new SimulatorOptions { Clock = new TestClock(At(0)) }).Projects.First(project => project.Id.StartsWith($"proj_{tag}", StringComparison.Ordinal)).Id;

    private static int Age(int step, int day) => (int)Math.Floor((double)step / StepsADay) - day;

    private static DateOnly DateOf(int day) => FirstDay.AddDays(day);

    private static DateTimeOffset At(double day) => new DateTimeOffset(FirstDay.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(day);

    private static DateTimeOffset At(int step) => At(0d).AddMinutes(StepMinutes * step);

    private static IEnumerable<UsageRow> Rows(GroundTruth books, DateTimeOffset now, DateOnly from, DateOnly to) =>
        books.UsageAsOf(now, "completions", from, to).Where(static row => row.Dimensions["batch"] != "true");

    private static long Tokens(UsageRow row) => row.Measures["input_tokens"] + row.Measures["output_tokens"];

    private Dictionary<string, decimal> UsdPerToken()
    {
        var tokens = Rows(_books, At(_days), FirstDay, FirstDay.AddDays(13)).GroupBy(static row => row.Dimensions["project_id"]!).ToDictionary(static project => project.Key, static project => project.Sum(Tokens));
        return Costs(At(_days), FirstDay, FirstDay.AddDays(13)).Where(cost => tokens.ContainsKey(cost.Key)).ToDictionary(static cost => cost.Key, cost => cost.Value / tokens[cost.Key]);
    }

    private Dictionary<string, decimal> Costs(DateTimeOffset now, DateOnly from, DateOnly to) => _books.CostsAsOf(now, from, to)
        .Where(static row => row.ProjectId is not null)
        .GroupBy(static row => row.ProjectId!)
        .ToDictionary(static project => project.Key, static project => project.Sum(static row => row.AmountUsd));

    // Tokens of a job that are done at an instant.
    private static decimal JobTokens(string job, DateOnly date, DateTimeOffset at)
    {
        var (runs, hour, tokens) = job switch
        {
            "nightly" => (true, 3, 20_000_000m),
            _ => (date.DayOfWeek == DayOfWeek.Monday, 5, 60_000_000m),
        };
        var start = new DateTimeOffset(date.ToDateTime(new TimeOnly(hour, 0)), TimeSpan.Zero);
        start = start < ClocksChange ? start.AddHours(-1) : start;
        return runs ? tokens * Math.Clamp((decimal)(at - start).TotalHours, 0, 1) : 0;
    }

    private Dictionary<(string Project, string Key), decimal> TokensOf(DateOnly date, DateTimeOffset now)
    {
        var tokens = Rows(_books, now, date, date)
            .GroupBy(static row => (row.Dimensions["project_id"]!, row.Dimensions["api_key_id"] ?? string.Empty))
            .ToDictionary(static key => key.Key, static key => (decimal)key.Sum(Tokens));
        foreach (var (project, key) in tokens.Keys.ToList())
        {
            tokens[(project, key)] *= _faults.Aggregate(1m, (factor, fault) => factor * fault.UsageFactor(project, date));
        }

        foreach (var job in Jobs)
        {
            tokens[(ProjectId("data"), JobKey + job)] = JobTokens(job, date, now - UsageLag);
        }

        foreach (var fault in _faults)
        {
            if (fault.ApiKeyId is { } key && fault.RunawayTokens(date, now - UsageLag) is > 0 and var more)
            {
                tokens[(fault.ProjectId, key)] = tokens.GetValueOrDefault((fault.ProjectId, key)) + more;
            }
        }

        return tokens;
    }

    private void AddTokens(int day, DateOnly date)
    {
        if (day < -UsageDays)
        {
            return;
        }

        var first = Math.Max(0, day * StepsADay);
        var byStep = Enumerable.Range(first, Math.Max(0, Math.Min(((day + 1) * StepsADay) + 2, (_days * StepsADay) + 1) - first)).ToDictionary(static step => step, step => TokensOf(date, At(step)));
        var final = TokensOf(date, At((double)_days));
        foreach (var ((project, key), whole) in final)
        {
            Add(
                $$"""openai_completions_daily_input_tokens{organization="acme", project_id="{{project}}", api_key_id="{{key}}", date="{{date:O}}"}""",
                step => Age(step, day) is < 0 or >= UsageDays ? null
                    : (byStep.TryGetValue(step, out var shown) ? shown.GetValueOrDefault((project, key)) : whole) is > 0 and var known ? Math.Round(known) : null);
        }
    }

    private Dictionary<string, decimal> CostsOf(DateOnly date, DateTimeOffset now)
    {
        var costs = Costs(now, date, date);
        foreach (var project in costs.Keys.ToList())
        {
            costs[project] *= _faults.Aggregate(1m, (factor, fault) => factor * fault.CostFactor(project, date));
        }

        void More(string project, decimal tokens) => costs[project] = costs.GetValueOrDefault(project) + (tokens * _usdPerToken[project]);
        foreach (var job in Jobs)
        {
            More(ProjectId("data"), JobTokens(job, date, now - CostLag));
        }

        foreach (var fault in _faults.Where(static fault => fault.ApiKeyId is not null))
        {
            More(fault.ProjectId, fault.RunawayTokens(date, now - CostLag));
        }

        return costs;
    }

    private void AddCosts(int day, DateOnly date)
    {
        // What is billed changes by the hour, until two days after the day.
        var hours = Enumerable.Range(day * 24, 73).Where(hour => hour >= 0 && hour <= _days * 24).ToDictionary(static hour => hour, hour => CostsOf(date, At(hour / 24d)));
        var final = CostsOf(date, At(day + 10d));
        foreach (var (project, whole) in final)
        {
            decimal Shown(int step) => hours.TryGetValue(step * StepMinutes / 60, out var shown) ? shown.GetValueOrDefault(project) : whole;
            var labels = $$"""organization="acme", project_id="{{project}}", model="all", line_item="all, input tokens" """.TrimEnd();
            Add($$"""openai_cost_daily_usd{{{labels}}, date="{{date:O}}"}""", step => Age(step, day) is >= 0 and < HistoryDays && Shown(step) is > 0 and var usd ? Math.Round(usd, 2) : null);
        }

        foreach (var fault in _faults.Where(fault => fault.NewModelUsd > 0 && date >= fault.Day))
        {
            Add(
                $$"""openai_cost_daily_usd{organization="acme", project_id="{{fault.ProjectId}}", model="new-model", line_item="new-model, input tokens", date="{{date:O}}"}""",
                step => Age(step, day) is >= 0 and < HistoryDays ? Math.Round(fault.NewModelUsd * (decimal)Math.Clamp((At(step) - CostLag - At((double)day)).TotalDays, 0, 1), 2) is > 0 and var usd ? usd : null : null);
        }
    }

    private void AddEstimates()
    {
        foreach (var (project, usd) in _usdPerToken)
        {
            Add($$"""openai_cost_usd{organization="acme", project_id="{{project}}", model="all", line_item="all, input tokens"}""", static _ => 0);
            Add($$"""openai_cost_estimated_usd{organization="acme", project_id="{{project}}", model="all"}""", step => Math.Round(TokensOfProject(project, step) * usd, 2));
        }
    }

    private decimal TokensOfProject(string project, int step)
    {
        if (!_tokensOfProjects.TryGetValue(step, out var all))
        {
            _tokensOfProjects[step] = all = TokensOf(DateOf(step / StepsADay), At(step)).GroupBy(static key => key.Key.Project).ToDictionary(static of => of.Key, static of => of.Sum(static key => key.Value));
        }

        return all.GetValueOrDefault(project);
    }

    private void Add(string series, Func<int, decimal?> valueAt)
    {
        var text = new StringBuilder();
        decimal? last = null;
        var (count, any) = (0, false);
        void Flush()
        {
            if (count > 0)
            {
                text.Append(last is { } value ? string.Create(CultureInfo.InvariantCulture, $" {value}+0x{count - 1}") : $" _x{count}");
            }
        }

        for (var step = 0; step <= _days * StepsADay; step++)
        {
            var value = valueAt(step);
            any |= value is not null;
            if (count == 0 || value == last)
            {
                (last, count) = (value, count + 1);
                continue;
            }

            Flush();
            (last, count) = (value, 1);
        }

        Flush();
        if (any)
        {
            _series.Append("      - { series: '").Append(series).Append("', values: '").Append(text.ToString().Trim()).AppendLine("' }");
        }
    }
}
