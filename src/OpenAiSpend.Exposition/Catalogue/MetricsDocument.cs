using System.Globalization;
using System.Text;

namespace OpenAiSpend.Exposition.Catalogue;

/// <summary>Writes <c>prometheus/METRICS.md</c> from the catalogue.</summary>
internal static class MetricsDocument
{
    private const string Introduction = """
        # Metrics

        Everything that `/metrics` offers. This page is generated from the metric catalogue in the code; a test fails where the
        two disagree. Names and labels are public interface.

        ## How to read them

        - **Gauges, and no timestamps.** OpenAI revises a day after it has ended, downwards too. A counter would take a
          correction for new spend, and a sample with a time of its own could never be corrected. Each poll works every value
          out again from what was read last; the poll happens in the background, never on a scrape.
        - **Three views, three names.** *Today* is the current UTC day so far and has no `date`. *Daily* has a series for each of
          the trailing UTC days, today included, told apart by `date` (35 days of costs, 8 of usage and of billed quantities
          unless configured otherwise). *Month to date* is the current UTC month. Each of the three gives a true total when summed; a sum over
          two of them counts money twice.
        - **Missing is not zero.** What has never been read has no series, and a measure that OpenAI did not send has none. After
          a failed poll the last good values stay; `openai_exporter_up` and `openai_exporter_last_success_timestamp_seconds` tell.
          Between midnight and the first read of the new day there is no *today*.
        - **Zero is shown where it is known.** As soon as today has been read, every label set of the trailing days has a value for
          today and for the month, 0 if need be. In the daily view a label set whose values of a day are all 0 is left out.
        - **Parts that are zero are left out.** Cached tokens, audio tokens and other parts of another measure have no series for a
          label set of which they are 0 on all days shown. Of completions and decisions, five measures are shown by default and all with
          `metrics.usage_measures: all`; `metrics.exclude` leaves out whole families. What is not shown is known all the same:
          allocation, the page and the exports have it.
        - **A part never passes for the whole.** Month to date is absent unless the days known reach back to the first of the
          month, and the previous month is absent unless all of it is known.
        - **Nobody is the empty label.** Spend that OpenAI attributes to no project has `project_id=""`, which Prometheus treats
          like a missing label. A dimension that the configuration does not group by has no label at all.
        - **Currencies are never added.** A bill in euros is in `openai_cost_eur`, `openai_cost_daily_eur` and so on, with the same
          labels. Quantities are never added over units.
        - **Ids and names.** `project` is the name of the project, or its id while the name is not known; two projects of one name
          stay apart by `project_id`. Names of users and keys and the attributes of projects are labels of `*_info` series, which
          are 1 and there to be joined. A budget has a `project_id` only if it is a limit that is set for one project at OpenAI.
        - **Who spent it.** `openai_cost_allocated_*` give every billed row in US dollars to those whose usage it bills, and sum to
          the bill. `basis` says on what that rests: `exact` by what the line item's meter counts, `model` by all tokens of its
          model, `project` to usage of the project where it names no model, `none` to nobody. `openai_cost_unallocated_usd` shows
          those of `none` again, by line item. A day is there once costs and the usage surfaces that its line items bill have been read for it.
          `openai_cost_estimated_usd` is an estimate and no part of any bill.
        - **Which customer spent it.** `openai_customer_cost_*` give the bill to the customers whose tokens the organization's own
          services counted (`traces:` in the configuration), and sum to the bill. `customer=""` is what was not traced. A day is there
          once costs and traces have both been read for it; a customer without spend has no series, and no customer has one today
          while OpenAI has billed nothing of the day. `model` is as on the bill.
        - **Bounded.** An organization has no more series in the sections Spend, Who spent it, Customers and Usage than `metrics.max_series`
          allows. Beyond it the surfaces share: a small one keeps its detail, and of a large one the smallest label sets are added up.
          Their `api_key_id` and `vector_store_id` become `other`; if that is not enough, `user_id` and `customer` do; then `model`, and with it
          `batch`, `service_tier` and whatever else says more about a call. Projects and line items never do, an empty label stays
          empty, sums by project and day stay what they were, and `openai_exporter_folded_label_sets` says how many were folded. If
          all of that is not enough, fewer days of usage are shown; the log says so.
        - **A day that did not come is unknown.** OpenAI answers a quiet day with an empty bucket. A day without any bucket is
          absent from the daily families, month to date and budgets are sums of the days that are known, a lower bound, and
          `openai_exporter_missing_days` counts such days.
        - **In OpenMetrics** a counter or histogram of the exporter's own has a `_created` beside it, which is when it began; Prometheus stores it as a series.
        - `promtool check metrics` objects to `openai_images_count` and `openai_images_daily_count`, whose names users of existing
          connectors know, to `openai_exporter_missing_days`, because days are no base unit; here they are what is counted; and to
          `openai_rate_limit_audio_megabytes_per_minute`, because of megabytes, which is what OpenAI's limit is in.

        To turn `date` into an age in days, 0 being today:

            floor((time() - openai_bucket_start_timestamp_seconds) / 86400)

        and so the spend of yesterday by project:

            sum by (project) (
              openai_cost_daily_usd
              and on (date) (floor((time() - openai_bucket_start_timestamp_seconds) / 86400) == 1)
            )

        and tokens by the name of the user (`max by` keeps the info series of a second exporter from clashing):

            sum by (user) (
              openai_completions_input_tokens
              * on (organization, user_id) group_left (user) max by (organization, user_id, user) (openai_user_info)
            )

        Labels stand in the order in which the page writes them.
        """;

    /// <summary>The whole document.</summary>
    public static string Render()
    {
        var text = new StringBuilder(Introduction).Append('\n');
        Section(text, "Spend", SpendFamilies.All);
        Section(text, "Who spent it", AllocationFamilies.All);
        Section(text, "Customers", CustomerFamilies.All);
        Section(text, "Usage", UsageFamilies.All.SelectMany(static family => new[] { family.Today, family.Daily }));
        Costs(text);
        Section(text, "Joins", JoinFamilies.All);
        Section(text, "The exporter", ExporterFamilies.All);
        Section(text, "The process", ProcessFamilies.All);
        Section(text, "The .NET runtime", RuntimeFamilies.Dotnet);
        Section(text, "HTTP client and web server", RuntimeFamilies.Http);
        return text.ToString();
    }

    private static void Costs(StringBuilder text)
    {
        var options = new ExpositionOptions();
        var exposed = new ExposedFamilies(options);
        int SeriesOf(MetricFamily family) =>
            !family.Labels.Contains(LabelNames.Date) ? 1
            : family == SpendFamilies.BilledDailyQuantity ? options.QuantityDays ?? options.UsageDays
            : UsageFamilies.All.Any(usage => usage.Daily == family) ? options.UsageDays
            : options.CostDays;
        text.Append("""

            ## What a label set costs

            How many series one label set has at the most: it costs so many where it had something on each day, and where none of its parts is
            zero. A label set of a family is one combination of its labels other than `date`. `metrics.cost_days`, `usage_days` and
            `quantity_days` decide about daily families, `usage_measures` and `exclude` about all; the last column is that of a configuration
            which says nothing.

            | family | series of a label set | by default |
            |---|---|---|

            """);
        var groups = new[]
            {
                ("costs", SpendFamilies.All.Where(static family => family.Labels.Contains(LabelNames.Project) && family != SpendFamilies.SpendAlertThreshold)),
                ("who spent it", AllocationFamilies.All),
            }
            .Concat(UsageFamilies.All.GroupBy(static family => family.Surface.Name).Select(
                static surface => (surface.Key, surface.SelectMany(static family => new[] { family.Today, family.Daily }))));
        foreach (var (name, families) in groups)
        {
            foreach (var family in families)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {family.Name} | {SeriesOf(family)} | {(exposed.Contains(family.Name) ? SeriesOf(family) : 0)} |\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"| **{name}** | **{families.Sum(SeriesOf)}** | **{families.Where(family => exposed.Contains(family.Name)).Sum(SeriesOf)}** |\n");
        }
    }

    private static void Section(StringBuilder text, string title, IEnumerable<MetricFamily> families)
    {
        text.Append($"\n## {title}\n\n| family | type | labels | unit | meaning |\n|---|---|---|---|---|\n");
        foreach (var family in families)
        {
            var type = family.Type switch
            {
                FamilyType.Counter => "counter",
                FamilyType.Histogram => "histogram",
                _ => "gauge",
            };
            var labels = string.Join(' ', family.Labels.Select(static label => $"`{label}`"));
            text.Append($"| `{family.Name}` | {type} | {labels} | {family.Unit} | {family.Help} |\n");
        }
    }
}
