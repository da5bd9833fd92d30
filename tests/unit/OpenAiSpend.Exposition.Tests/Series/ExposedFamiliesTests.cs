using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Tests.Support;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Exposition.Tests.Series;

public sealed class ExposedFamiliesTests
{
    private static readonly string[] Essential = ["input_cache_write_tokens", "input_cached_tokens", "input_tokens", "output_tokens", "requests"];

    private static readonly string[] Counted = ["images", "costs", "spend_limits"];

    [Fact]
    public void Page_ByDefault_ShowsTheEssentialMeasuresOfCompletionsAndAllOfTheOthers()
    {
        var page = Rendered.Page(FullSnapshot.Of("acme"), new ExpositionOptions());

        Assert.Equal(Essential, Names(page, "openai_completions_"));
        Assert.Equal(Essential, Names(page, "openai_completions_daily_"));
        Assert.Equal(Essential, Names(page, "openai_decisions_"));
        Assert.Equal(Essential, Names(page, "openai_decisions_daily_"));
        Assert.All(
            UsageFamilies.All.Where(family => family.Surface != Surface.Completions && family.Surface != Surface.Decisions),
            family => Assert.NotEmpty(page[family.Today.Name].Concat(page[family.Daily.Name])));
    }

    [Theory]
    [InlineData("all", 17)]
    [InlineData("essential input_audio_tokens", 6)]
    [InlineData("input_audio_tokens", 1)]
    public void Page_OtherMeasuresWanted_ShowsThose(string measures, int count)
    {
        var page = Rendered.Page(FullSnapshot.Of("acme"), new ExpositionOptions { UsageMeasures = [.. measures.Split(' ')] });

        Assert.Equal(count, Names(page, "openai_completions_daily_").Length);
        Assert.NotEmpty(page["openai_completions_input_audio_tokens"]);
    }

    [Fact]
    public void Page_PartThatIsZeroOnAllDays_HasNoSeriesAndOneThatIsNotHasAll()
    {
        static Some.Row Row(string key, decimal cached) =>
            Some.Row.Of(("api_key_id", key)).With("input_tokens", 7m).With("input_cached_tokens", cached).With("num_model_requests", 0m);
        var page = Rendered.Page(Some.Snapshot(Some.Day, Some.Known(
            Surface.Completions, Some.Day,
            Some.Bucket(Surface.Completions, Some.Day.AddDays(-1), Row("key_never", 0m), Row("key_once", 3m)),
            Some.Bucket(Surface.Completions, Some.Day, Row("key_never", 0m), Row("key_once", 0m)))));

        Assert.Equal([("key_once", 0m)], page["openai_completions_input_cached_tokens"].Select(sample => (sample["api_key_id"], sample.Value)));
        Assert.Equal([("key_once", 3m), ("key_once", 0m)], page["openai_completions_daily_input_cached_tokens"].Select(sample => (sample["api_key_id"], sample.Value)));
        Assert.Equal(4, page["openai_completions_daily_requests"].Length);
    }

    [Theory]
    [InlineData(null, 8)]
    [InlineData(3, 3)]
    [InlineData(20, 20)]
    public void Page_QuantityDays_AreShown(int? days, int shown)
    {
        var row = Some.Row.Of(("project_id", "proj_a"), ("line_item", "x"), ("currency", "usd"), ("quantity_unit", "token")).With("amount", 1m).With("quantity", 2m);
        var costs = Some.Known(Surface.Costs, Some.Day, [.. Enumerable.Range(0, 35).Select(age => Some.Bucket(Surface.Costs, Some.Day.AddDays(-age), row))]);
        var page = Rendered.Page(Some.Snapshot(Some.Day, costs), new ExpositionOptions { QuantityDays = days });

        Assert.Equal((shown, 35), (page["openai_billed_daily_quantity"].Length, page["openai_cost_daily_usd"].Length));
        Assert.Single(page["openai_billed_quantity"]);
    }

    [Theory]
    [InlineData("openai_images_.*", "openai_images_count", "openai_images_daily_requests")]
    [InlineData("openai_cost_usd|openai_exporter_up", "openai_cost_usd", "openai_exporter_up")]
    [InlineData("openai_budget_.*", "openai_budget_usd", "openai_budget_forecast_usd")]
    public void Page_Excluded_LacksThoseAndCountsNoSeriesOfThem(string pattern, params string[] gone)
    {
        var snapshot = FullSnapshot.Of("acme");
        var (all, fewer) = (Whole(FullSnapshot.Options), Whole(new ExpositionOptions { UsageMeasures = ["all"], AlertThresholds = FullSnapshot.Options.AlertThresholds, DashboardsUrl = FullSnapshot.Options.DashboardsUrl, Exclude = [pattern] }));
        var excluded = ExposedFamilies.ExcludedBy(pattern);

        Assert.All(gone, name => Assert.Contains(name, excluded));
        Assert.Equal(
            all.Samples.Where(sample => !excluded.Contains(sample.Name) && sample.Name != "openai_exporter_series").Select(sample => sample.Series),
            fewer.Samples.Where(sample => sample.Name != "openai_exporter_series").Select(sample => sample.Series));
        Assert.All(excluded, name => Assert.NotEmpty(all[name]));

        var counted = Counted.Sum(surface => Count(all, surface) - Count(fewer, surface));
        Assert.Equal(all.Samples.Count(sample => excluded.Contains(sample.Name) && !sample.Name.StartsWith("openai_exporter_", StringComparison.Ordinal) && sample["source"] is not "config" && sample["severity"] is null), counted);

        ParsedExposition Whole(ExpositionOptions options)
        {
            var rendered = Rendered.Of(snapshot, options, FullSnapshot.Settings);
            return ParsedExposition.Parse([.. rendered.Spend.Plain.Bytes(), .. rendered.Health.Plain.Bytes()]);
        }

        static decimal Count(ParsedExposition page, string surface) => page.Value("openai_exporter_series", ("surface", surface)) ?? 0;
    }

    [Theory]
    [InlineData("openai_cost", 0)]
    [InlineData("openai_cost_usd", 1)]
    [InlineData("openai_cost_(daily_)?usd", 2)]
    [InlineData(".*", -1)]
    public void ExcludedBy_Pattern_HoldsForTheWholeName(string pattern, int count) =>
        Assert.Equal(count < 0 ? ExposedFamilies.All.Length : count, ExposedFamilies.ExcludedBy(pattern).Length);

    [Theory]
    [InlineData("openai_(", "no regular expression")]
    [InlineData("(a)\\1", "no regular expression")]
    [InlineData("(?=a)", "no regular expression")]
    public void Validate_PatternThatPrometheusWouldNotTake_IsAnError(string pattern, string words) =>
        Assert.Contains(words, Assert.Single(new ExpositionOptions { Exclude = [pattern] }.Validate()).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_MeasureThatThereIsNot_NamesThoseThatThereAre() => Assert.StartsWith(
        "there is no measure \"tokens\"; allowed: essential, all, or a list of input_tokens, output_tokens, requests, ",
        Assert.Single(new ExpositionOptions { UsageMeasures = ["input_tokens", "tokens"] }.Validate()).Message,
        StringComparison.Ordinal);

    private static string[] Names(ParsedExposition page, string prefix) =>
        [.. page.Families.Select(family => family.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.Contains("_daily_", StringComparison.Ordinal) == prefix.Contains("_daily_", StringComparison.Ordinal))
            .Select(name => name[prefix.Length..]).Order(StringComparer.Ordinal)];
}
