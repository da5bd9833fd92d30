using System.Globalization;
using System.Text.RegularExpressions;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>
/// What the shipped alerts do on the simulator's books: how often they are raised while nothing happens, and how long a planted
/// fault takes to be seen. promtool evaluates the shipped rules, each 20 minutes.
/// </summary>
internal static partial class AlarmTable
{
    private const int QuietDays = 90;
    private const int FaultDays = 42;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    /// <summary>Prints both tables.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        const string Raised = "sum by (alertname, severity) (count_over_time((ALERTS{alertstate=\"firing\"} unless ALERTS{alertstate=\"firing\"} offset 20m)[";
        var quiet = await AskAsync(new AlarmBooks(QuietDays, []), [(7 * 24 * 60, $"{Raised}7d:20m]))"), (QuietDays * 24 * 60, $"{Raised}{QuietDays - 7}d:20m]))")]);
        output.WriteLine($"| alert on {QuietDays} quiet days | severity | in the first week of Prometheus | a week, after it |");
        output.WriteLine("|---|---|---:|---:|");
        foreach (var (alert, severity) in Shipped())
        {
            decimal Of(int question) => quiet[question].Where(row => row.Labels.Contains($"\"{alert}\"", StringComparison.Ordinal) && row.Labels.Contains(severity, StringComparison.Ordinal)).Sum(static row => row.Value);
            output.WriteLine($"| {alert} | {severity} | {Of(0):0} | {Of(1) * 7 / (QuietDays - 7):0.##} |");
        }

        var faults = Faults();
        var seen = await AskAsync(
            new AlarmBooks(FaultDays, faults),
            [.. faults.Select(static fault => (Minutes(fault.Begin) + (2 * 24 * 60), $$"""min by (alertname) (min_over_time(timestamp((ALERTS{alertstate="firing", project_id="{{fault.ProjectId}}"} or ALERTS{alertstate="firing", model="new-model"}) unless (ALERTS offset 20m))[2d:20m]))"""))]);
        output.WriteLine();
        output.WriteLine("| planted | begins | seen by | after |");
        output.WriteLine("|---|---|---|---:|");
        for (var i = 0; i < faults.Count; i++)
        {
            foreach (var (labels, value) in seen[i].OrderBy(static row => row.Value))
            {
                var after = TimeSpan.FromSeconds((double)value) - TimeSpan.FromMinutes(Minutes(faults[i].Begin));
                output.WriteLine($"| {faults[i].What} | {faults[i].Begin:ddd HH:mm} | {AlertName.Match(labels).Groups[1].Value} | {(int)after.TotalHours} h {after.Minutes:00} min |");
            }

            if (seen[i].Count == 0)
            {
                output.WriteLine($"| {faults[i].What} | {faults[i].Begin:ddd HH:mm} | nothing | |");
            }
        }
    }

    private static List<PlantedFault> Faults()
    {
        var (search, chat, support, research) = (AlarmBooks.ProjectId("search"), AlarmBooks.ProjectId("chat"), AlarmBooks.ProjectId("support"), AlarmBooks.ProjectId("research"));
        return
        [
            new("a day of four times the usual", research, new DateOnly(2026, 8, 21)) { Factor = 4 },
            new("a runaway key by day", support, new DateOnly(2026, 8, 25)) { ApiKeyId = AlarmBooks.LargestKeyOf(support), From = TimeSpan.FromHours(11), TokensPerHour = 40_000_000 },
            new("a Sunday like a Monday", search, new DateOnly(2026, 8, 30)) { Factor = 3.2m },
            new("the first two days of a month, three times the usual", research, new DateOnly(2026, 9, 1)) { Factor = 3, Days = 2 },
            new("a new model for $40 a day", AlarmBooks.ProjectId("studio"), new DateOnly(2026, 9, 3)) { NewModelUsd = 40 },
            new("a runaway key by night", search, new DateOnly(2026, 9, 8)) { ApiKeyId = AlarmBooks.LargestKeyOf(search), From = TimeSpan.FromHours(2.5), TokensPerHour = 40_000_000 },
            new("a monthly job, for the first time", AlarmBooks.ProjectId("data"), new DateOnly(2026, 9, 10)) { ApiKeyId = "key_monthly", From = TimeSpan.FromHours(6), TokensPerHour = 20_000_000 },
            new("a price that doubles", chat, new DateOnly(2026, 9, 14)) { PriceFactor = 2, Days = 3 },
        ];
    }

    private static int Minutes(DateTimeOffset at) => (int)(at - new DateTimeOffset(AlarmBooks.FirstDay.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)).TotalMinutes;

    private static IEnumerable<(string Alert, string Severity)> Shipped() =>
        ShippedAlert.Matches(File.ReadAllText(Repository.File("prometheus", "rules", "spend-alerts.yml")))
            .Select(static match => (match.Groups[1].Value, match.Groups[2].Value))
            .Where(static alert => !alert.Item1.Contains("Budget", StringComparison.Ordinal) && !alert.Item1.Contains("Limit", StringComparison.Ordinal));

    // promtool has no other way to say what an expression gives: it is told to expect something else.
    private static async Task<IReadOnlyList<IReadOnlyList<(string Labels, decimal Value)>>> AskAsync(AlarmBooks books, IReadOnlyList<(int Minute, string Expression)> questions)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "alarms.yml",
            $"""
            rule_files: [ "{Repository.File("prometheus", "rules", "recording.yml")}", "{Repository.File("prometheus", "rules", "spend-alerts.yml")}" ]
            evaluation_interval: {AlarmBooks.StepMinutes}m
            group_eval_order: [openai-spend, openai-token-rate, openai-spend-alerts]
            tests:
              - interval: {AlarmBooks.StepMinutes}m
                input_series:
            {books.Series()}
                promql_expr_test:
            {string.Join('\n', questions.Select(static question => $"      - {{ eval_time: {question.Minute}m, expr: '{question.Expression}', exp_samples: [ {{ labels: '{{expected=\"nothing\"}}', value: 1 }} ] }}"))}
            """);
        await using var promtool = RunningProgram.Start("promtool", ["test", "rules", file]);
        var exitCode = await promtool.ExitCodeAsync(Patience);
        var answers = Answer.Matches(promtool.Output);
        return answers.Count == questions.Count
            ? [.. answers.Select(static answer => Row.Matches(answer.Value).Select(static row => (row.Groups[1].Value, decimal.Parse(row.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture))).ToList())]
            : throw new InvalidOperationException($"promtool does not answer; it ended with {exitCode}: {promtool.Output}");
    }

    [GeneratedRegex("^ *got:.*$", RegexOptions.Multiline)]
    private static partial Regex Answer { get; }

    [GeneratedRegex(@"(\{[^}]*\}) ([-+.0-9E]+)")]
    private static partial Regex Row { get; }

    [GeneratedRegex("alertname=\"(\\w+)\"")]
    private static partial Regex AlertName { get; }

    [GeneratedRegex(@"- alert: (\w+)\n.*?severity: (\w+)", RegexOptions.Singleline)]
    private static partial Regex ShippedAlert { get; }
}
