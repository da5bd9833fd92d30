using OpenAiSpend.Exposition.Catalogue;
using OpenAiSpend.Exposition.Tests.Support;

namespace OpenAiSpend.Exposition.Tests.Series;

/// <summary>
/// Every family of spend, usage and names with its labels, written out by hand from the contract. A label in brackets is
/// only there where it says something.
/// </summary>
public sealed class FamilyTableTests
{
    private const string Cost = "organization project_id project line_item model meter api_key_id user_id api_source";
    private const string Project = "organization project_id project";
    private const string Model = Project + " model user_id api_key_id";
    private const string Allocated = Project + " user_id api_key_id model basis";
    private const string Budget = "organization budget period source [project_id]";
    private const string Completions = Model + " batch service_tier api_source";

    public static TheoryData<string, string> Families => new()
    {
        { "openai_cost_usd", Cost },
        { "openai_cost_daily_usd", Cost + " date" },
        { "openai_cost_month_to_date_usd", Cost },
        { "openai_cost_previous_month_usd", Project },
        { "openai_cost_forecast_month_usd", Project },
        { "openai_billed_quantity", Cost + " unit" },
        { "openai_billed_daily_quantity", Cost + " unit date" },
        { "openai_cost_revision_daily_usd", "organization date" },
        { "openai_budget_usd", Budget },
        { "openai_budget_spent_usd", Budget },
        { "openai_budget_forecast_usd", Budget },
        { "openai_budget_info", "organization budget severity" },
        { "openai_budget_step_ratio", "organization budget severity step" },
        { "openai_dashboards_info", "url" },
        { "openai_spend_alert_threshold_usd", Project + " alert_id" },
        { "openai_alert_threshold", "name" },
        { "openai_cost_allocated_usd", Allocated },
        { "openai_cost_allocated_daily_usd", Allocated + " date" },
        { "openai_cost_unallocated_usd", Cost },
        { "openai_effective_price_usd_per_million_tokens", "organization model meter" },
        { "openai_cost_estimated_usd", Project + " model" },
        { "openai_completions_input_tokens", Completions },
        { "openai_completions_daily_input_tokens", Completions + " date" },
        { "openai_completions_output_tokens", Completions },
        { "openai_completions_daily_output_tokens", Completions + " date" },
        { "openai_completions_requests", Completions },
        { "openai_completions_daily_requests", Completions + " date" },
        { "openai_completions_input_uncached_tokens", Completions },
        { "openai_completions_daily_input_uncached_tokens", Completions + " date" },
        { "openai_completions_input_cached_tokens", Completions },
        { "openai_completions_daily_input_cached_tokens", Completions + " date" },
        { "openai_completions_input_cache_write_tokens", Completions },
        { "openai_completions_daily_input_cache_write_tokens", Completions + " date" },
        { "openai_completions_input_text_tokens", Completions },
        { "openai_completions_daily_input_text_tokens", Completions + " date" },
        { "openai_completions_input_audio_tokens", Completions },
        { "openai_completions_daily_input_audio_tokens", Completions + " date" },
        { "openai_completions_input_image_tokens", Completions },
        { "openai_completions_daily_input_image_tokens", Completions + " date" },
        { "openai_completions_input_cached_text_tokens", Completions },
        { "openai_completions_daily_input_cached_text_tokens", Completions + " date" },
        { "openai_completions_input_cached_audio_tokens", Completions },
        { "openai_completions_daily_input_cached_audio_tokens", Completions + " date" },
        { "openai_completions_input_cached_image_tokens", Completions },
        { "openai_completions_daily_input_cached_image_tokens", Completions + " date" },
        { "openai_completions_output_text_tokens", Completions },
        { "openai_completions_daily_output_text_tokens", Completions + " date" },
        { "openai_completions_output_audio_tokens", Completions },
        { "openai_completions_daily_output_audio_tokens", Completions + " date" },
        { "openai_completions_output_image_tokens", Completions },
        { "openai_completions_daily_output_image_tokens", Completions + " date" },
        { "openai_completions_input_cache_write_30m_tokens", Completions },
        { "openai_completions_daily_input_cache_write_30m_tokens", Completions + " date" },
        { "openai_completions_input_cache_write_12h_tokens", Completions },
        { "openai_completions_daily_input_cache_write_12h_tokens", Completions + " date" },
        { "openai_embeddings_input_tokens", Model },
        { "openai_embeddings_daily_input_tokens", Model + " date" },
        { "openai_embeddings_requests", Model },
        { "openai_embeddings_daily_requests", Model + " date" },
        { "openai_moderations_input_tokens", Model },
        { "openai_moderations_daily_input_tokens", Model + " date" },
        { "openai_moderations_requests", Model },
        { "openai_moderations_daily_requests", Model + " date" },
        { "openai_images_count", Model + " size source" },
        { "openai_images_daily_count", Model + " size source date" },
        { "openai_images_requests", Model + " size source" },
        { "openai_images_daily_requests", Model + " size source date" },
        { "openai_audio_speeches_characters", Model },
        { "openai_audio_speeches_daily_characters", Model + " date" },
        { "openai_audio_speeches_requests", Model },
        { "openai_audio_speeches_daily_requests", Model + " date" },
        { "openai_audio_transcriptions_seconds", Model },
        { "openai_audio_transcriptions_daily_seconds", Model + " date" },
        { "openai_audio_transcriptions_requests", Model },
        { "openai_audio_transcriptions_daily_requests", Model + " date" },
        { "openai_vector_stores_usage_bytes", Project },
        { "openai_vector_stores_daily_usage_bytes", Project + " date" },
        { "openai_code_interpreter_sessions", Project },
        { "openai_code_interpreter_daily_sessions", Project + " date" },
        { "openai_file_search_calls_requests", Project + " user_id api_key_id vector_store_id" },
        { "openai_file_search_calls_daily_requests", Project + " user_id api_key_id vector_store_id date" },
        { "openai_web_search_calls_requests", Model + " context_level api_source" },
        { "openai_web_search_calls_daily_requests", Model + " context_level api_source date" },
        { "openai_web_search_calls_model_requests", Model + " context_level api_source" },
        { "openai_web_search_calls_daily_model_requests", Model + " context_level api_source date" },
        { "openai_decisions_input_tokens", Completions },
        { "openai_decisions_daily_input_tokens", Completions + " date" },
        { "openai_decisions_output_tokens", Completions },
        { "openai_decisions_daily_output_tokens", Completions + " date" },
        { "openai_decisions_requests", Completions },
        { "openai_decisions_daily_requests", Completions + " date" },
        { "openai_decisions_input_uncached_tokens", Completions },
        { "openai_decisions_daily_input_uncached_tokens", Completions + " date" },
        { "openai_decisions_input_cached_tokens", Completions },
        { "openai_decisions_daily_input_cached_tokens", Completions + " date" },
        { "openai_decisions_input_cache_write_tokens", Completions },
        { "openai_decisions_daily_input_cache_write_tokens", Completions + " date" },
        { "openai_decisions_input_text_tokens", Completions },
        { "openai_decisions_daily_input_text_tokens", Completions + " date" },
        { "openai_decisions_input_audio_tokens", Completions },
        { "openai_decisions_daily_input_audio_tokens", Completions + " date" },
        { "openai_decisions_input_image_tokens", Completions },
        { "openai_decisions_daily_input_image_tokens", Completions + " date" },
        { "openai_decisions_input_cached_text_tokens", Completions },
        { "openai_decisions_daily_input_cached_text_tokens", Completions + " date" },
        { "openai_decisions_input_cached_audio_tokens", Completions },
        { "openai_decisions_daily_input_cached_audio_tokens", Completions + " date" },
        { "openai_decisions_input_cached_image_tokens", Completions },
        { "openai_decisions_daily_input_cached_image_tokens", Completions + " date" },
        { "openai_decisions_output_text_tokens", Completions },
        { "openai_decisions_daily_output_text_tokens", Completions + " date" },
        { "openai_decisions_output_audio_tokens", Completions },
        { "openai_decisions_daily_output_audio_tokens", Completions + " date" },
        { "openai_decisions_output_image_tokens", Completions },
        { "openai_decisions_daily_output_image_tokens", Completions + " date" },
        { "openai_decisions_input_cache_write_30m_tokens", Completions },
        { "openai_decisions_daily_input_cache_write_30m_tokens", Completions + " date" },
        { "openai_decisions_input_cache_write_12h_tokens", Completions },
        { "openai_decisions_daily_input_cache_write_12h_tokens", Completions + " date" },
        { "openai_customer_cost_daily_usd", "organization customer project_id project model date" },
        { "openai_customer_cost_month_to_date_usd", "organization customer" },
        { "openai_customer_cost_usd", "organization customer model" },
        { "openai_customer_cost_estimated_usd", "organization customer" },
        { "openai_trace_coverage_ratio", "organization model date" },
        { "openai_bucket_start_timestamp_seconds", "date" },
        { "openai_project_info", Project + " status" },
        { "openai_user_info", "organization user_id user email" },
        { "openai_api_key_info", "organization api_key_id api_key project_id owner_type owner_id" },
        { "openai_api_key_created_timestamp_seconds", "organization project_id api_key_id" },
        { "openai_api_key_last_used_timestamp_seconds", "organization project_id api_key_id" },
        { "openai_api_key_expiry_timestamp_seconds", "organization project_id api_key_id" },
        { "openai_admin_api_key_expiry_timestamp_seconds", "organization admin_api_key_id admin_api_key" },
        { "openai_spend_limit_enforced", "organization project_id" },
        { "openai_rate_limit_requests_per_minute", Project + " model" },
        { "openai_rate_limit_tokens_per_minute", Project + " model" },
        { "openai_rate_limit_requests_per_day", Project + " model" },
        { "openai_rate_limit_images_per_minute", Project + " model" },
        { "openai_rate_limit_audio_megabytes_per_minute", Project + " model" },
        { "openai_rate_limit_batch_input_tokens_per_day", Project + " model" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Render_FullSnapshot_HasFamilyWithLabels(string family, string labels)
    {
        var found = Rendered.Page(FullSnapshot.Of("acme", "globex"), FullSnapshot.Options, FullSnapshot.Settings).Find(family);
        string[] written = [.. found?.Samples.Select(sample => string.Join(' ', sample.Labels.Select(label => label.Name))).Distinct() ?? []];
        string[] allowed = [labels.Replace("[", "").Replace("]", ""), string.Join(' ', labels.Split(' ').Where(label => label[0] != '['))];

        Assert.NotNull(found);
        Assert.Equal("gauge", found.Type);
        Assert.Equal(allowed.Distinct().Order(), written.Order());
    }

    [Fact]
    public void Render_FullSnapshot_HasNoOtherFamily() => Assert.Equal(
        Families.Select(row => row.Data.Item1).Order(),
        Rendered.Page(FullSnapshot.Of("acme"), FullSnapshot.Options, FullSnapshot.Settings).Families.Select(family => family.Name).Order());

    [Fact]
    public void Render_FullSnapshot_AgreesWithCatalogue()
    {
        var page = Rendered.Page(FullSnapshot.Of("acme"), FullSnapshot.Options, FullSnapshot.Settings);
        var catalogue = MetricCatalogue.All.Except(ExporterFamilies.All).Except(ProcessFamilies.All);

        Assert.Equal(
            catalogue.Select(family => $"{family.Name} {string.Join(' ', family.Labels)} {family.Help}"),
            page.Families.Select(family => $"{family.Name} {string.Join(' ', family.Samples[^1].Labels.Select(l => l.Name))} {family.Help}"));
    }

    [Fact]
    public void Render_TwoOrganizations_ShareEachFamily()
    {
        var page = Rendered.Page(FullSnapshot.Of("globex", "acme"));

        Assert.Equal(["acme", "globex"], page["openai_embeddings_requests"].Select(sample => sample["organization"]));
        Assert.Equal(page["openai_embeddings_requests"][0].Value, page["openai_embeddings_requests"][1].Value);
    }

    [Fact]
    public void Render_TwoOrganizationsOfOneName_Throws() =>
        Assert.Throws<ArgumentException>(() => Rendered.Of(FullSnapshot.Of("acme", "acme")));

    [Fact]
    public void Render_NothingKnown_IsEmpty() => Assert.Equal(0, Rendered.Of(FullSnapshot.Of()).Spend.Plain.Length);

    [Fact]
    public void Render_FullSnapshot_CountsSeries()
    {
        var rendered = Rendered.Of(FullSnapshot.Of("acme"));
        var page = ParsedExposition.Parse(rendered.Spend.Plain.Bytes());

        Assert.Equal(20, rendered.Series.Length);
        Assert.Equal(
            page.Samples.Count(sample => sample["source"] != "config") - page["openai_bucket_start_timestamp_seconds"].Length,
            rendered.Series.Sum(series => series.Count));
        Assert.Equal(4, rendered.Series.Single(series => series.Surface == "spend_limits").Count);
        Assert.Equal(6, rendered.Series.Single(series => series.Surface == "embeddings").Count);
    }
}
