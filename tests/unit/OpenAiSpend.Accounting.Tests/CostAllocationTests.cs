using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Accounting.Tests;

public class CostAllocationTests
{
    private const string Dated = "gpt-5-2025-08-07";

    [Fact]
    public void Of_EachMeter_GoesByWhatItCounts()
    {
        var usage = Completions(
            Use("ada").With("input_tokens", 100m).With("input_cached_tokens", 40m).With("input_cache_write_tokens", 9m).With("output_tokens", 10m),
            Use("björn").With("input_tokens", 30m).With("input_cached_tokens", 10m).With("input_cache_write_tokens", 1m).With("output_tokens", 30m));

        Assert.Equal([("ada", 6m), ("björn", 2m)], Exact("gpt-5, input", 8m, usage));
        Assert.Equal([("ada", 8m), ("björn", 2m)], Exact("gpt-5, cached input", 10m, usage));
        Assert.Equal([("ada", 9m), ("björn", 1m)], Exact("gpt-5, cache write", 10m, usage));
        Assert.Equal([("ada", 2m), ("björn", 6m)], Exact("gpt-5, output", 8m, usage));
        Assert.Equal([("ada", 110m), ("björn", 60m)], Exact("gpt-5, tokens", 170m, usage));
    }

    [Fact]
    public void Of_AudioWithAMeterOfItsOwn_IsNotBilledAsPlainInput()
    {
        var usage = Completions(
            Use("ada").With("input_tokens", 100m).With("input_audio_tokens", 90m),
            Use("björn").With("input_tokens", 30m));

        var parts = Parts([("p", "gpt-5, input", 4m), ("p", "gpt-5, audio input", 5m)], usage);

        Assert.Equal([("ada", 1m), ("björn", 3m)], Of(parts, "gpt-5, input"));
        Assert.Equal([("ada", 5m)], Of(parts, "gpt-5, audio input"));
        Assert.Equal([("ada", 100m), ("björn", 30m)], Exact("gpt-5, input", 130m, usage));
    }

    [Fact]
    public void Of_DecisionsAndCompletionsOfOneModel_ShareItsLineItem()
    {
        var completions = Completions(Use("ada").With("output_tokens", 1m));
        var decisions = Some.Bucket(Surface.Decisions, Some.Day, Use("björn").With("output_tokens", 2m), Use("björn", tier: "flex").With("output_tokens", 2m));

        var parts = CostAllocation.Of(new BilledDay(Some.Costs(Some.Day, ("p", "gpt-5, output", 4m)), [decisions, completions])).ToList();

        Assert.Equal(
            [("ada", AllocationBasis.Exact, 1m), ("björn", AllocationBasis.Exact, 3m)], parts.Select(static part => (part.UserId!, part.Basis, part.Amount)));
    }

    public static TheoryData<string, string, string, string?> Surfaces => new()
    {
        { "whisper-1", "audio_transcriptions", "seconds", "whisper-1" },
        { "whisper-1, duration", "audio_transcriptions", "seconds", "whisper-1" },
        { "tts-1-hd, characters", "audio_speeches", "characters", "tts-1-hd" },
        { "text-embedding-3-large", "embeddings", "input_tokens", "text-embedding-3-large" },
        { "omni-moderation-latest, input", "moderations", "input_tokens", "omni-moderation-2024-09-26" },
        { "gpt-5, output", "decisions", "output_tokens", "gpt-5-2025-08-07" },
        { "gpt-6-astra, input_tokens", "decisions", "input_tokens", "gpt-6-astra" },
        { "gpt-4o, images", "images", "images", "gpt-4o-2024-08-06" },
        { "web search tool calls", "web_search_calls", "num_requests", "gpt-5" },
        { "assistants api | file search", "file_search_calls", "num_requests", null },
        { "code interpreter sessions", "code_interpreter_sessions", "num_sessions", null },
        { "file search storage", "vector_stores", "usage_bytes", null },
    };

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Of_EachSurface_IsFoundByItsLineItem(string lineItem, string surfaceName, string measure, string? model)
    {
        var surface = Surface.Usage.Single(surface => surface.Name == surfaceName);
        var row = Some.Row.Of(("project_id", "p"), ("user_id", "ada"), ("model", model)).With(measure, 7m);

        var part = Assert.Single(Parts([("p", lineItem, 3m)], Some.Bucket(surface, Some.Day, row)));

        Assert.Equal((AllocationBasis.Exact, 3m, 7m), (part.Basis, part.Amount, part.Used));
        Assert.Equal(surface.IndexOf(Dimension.UserId) >= 0 ? "ada" : null, part.UserId);
        Assert.Equal(model, part.Model);
    }

    [Fact]
    public void Of_BatchFlexAndPriority_WeighAsTheyArePriced()
    {
        var usage = Completions(
            Use("ada").With("output_tokens", 4m),
            Use("björn", batch: "true").With("output_tokens", 4m),
            Use("chiara", tier: "flex").With("output_tokens", 4m),
            Use("dmitri", tier: "priority").With("output_tokens", 4m));

        Assert.Equal([("ada", 4m), ("björn", 2m), ("chiara", 2m), ("dmitri", 7m)], Exact("gpt-5, output", 15m, usage));
    }

    [Fact]
    public void Of_Images_WeighByTheirPixels()
    {
        static Some.Row Image(string user, string? size) =>
            Some.Row.Of(("project_id", "p"), ("model", "gpt-image-1"), ("user_id", user), ("size", size)).With("images", 2m);
        var usage = Some.Bucket(Surface.Images, Some.Day, Image("ada", "1024x1024"), Image("björn", "1536x1024"), Image("chiara", null));

        Assert.Equal([("ada", 2m), ("björn", 3m), ("chiara", 2m)], Exact("gpt-image-1, images", 7m, usage));
    }

    [Fact]
    public void Of_MeasureWithoutUsage_GoesByTokensOfTheModelOrElseByRequests()
    {
        var tokens = Completions(Use("ada").With("input_tokens", 3m).With("output_tokens", 1m));
        var requests = Some.Bucket(Surface.AudioSpeeches, Some.Day, Use("ada").With("num_model_requests", 3m));

        Assert.Equal(AllocationBasis.Model, Assert.Single(Parts([("p", "gpt-5, audio output", 1m)], tokens)).Basis);
        Assert.Equal(AllocationBasis.Model, Assert.Single(Parts([("p", "gpt-5, something new", 1m)], tokens)).Basis);
        Assert.Equal(("ada", AllocationBasis.Model), Assert.Single(Parts([("p", "gpt-5, output", 1m)], requests)) switch { var part => (part.UserId, part.Basis) });
    }

    [Theory]
    [InlineData("p", "o9, output")]
    [InlineData("p", "a fee")]
    [InlineData("p", null)]
    [InlineData("q", "gpt-5, output")]
    [InlineData(null, "gpt-5, output")]
    [InlineData("p", "web search tool calls")]
    public void Of_NoUsageBehindIt_GoesToNobodyWithItsLineItem(string? project, string? lineItem)
    {
        var part = Assert.Single(Parts([(project, lineItem, 5m)], Completions(Use("ada").With("output_tokens", 1m))));

        Assert.Equal((AllocationBasis.None, 5m, null, null), (part.Basis, part.Amount, part.UserId, part.ApiKeyId));
        Assert.Equal((project, lineItem), (part.ProjectId, part.LineItem.Raw));
    }

    [Theory]
    [InlineData("gpt-5", "gpt-5-2025-08-07")]
    [InlineData("gpt-5-2025-08-07", "gpt-5")]
    [InlineData("gpt-4", "gpt-4-0613")]
    [InlineData("chatgpt-4o", "chatgpt-4o-latest")]
    [InlineData("some-model", "some-model-20260101")]
    [InlineData("GPT-5", "gpt-5-2025-08-07")]
    [InlineData("ft-gpt-4o-2024-08-06", "ft:gpt-4o-2024-08-06:acme:router:B7xQ2kPz")]
    public void Of_TwoNamesOfOneModel_Match(string billed, string used) => Assert.Equal(AllocationBasis.Exact, BasisOf(billed, used));

    [Theory]
    [InlineData("gpt-5", "gpt-5-mini")]
    [InlineData("gpt-5", "gpt-5-mini-2025-08-07")]
    [InlineData("gpt-5", "gpt-5.4")]
    [InlineData("gpt-4o-2024-05-13", "gpt-4o-2024-08-06")]
    [InlineData("gpt-4o-2024-08-06", "ft:gpt-4o-2024-08-06:acme:router:B7xQ2kPz")]
    [InlineData("text-davinci", "text-davinci-003")]
    public void Of_NamesOfTwoModels_DoNotMatch(string billed, string used) => Assert.Equal(AllocationBasis.None, BasisOf(billed, used));

    [Fact]
    public void Of_AliasAndVersionOnTheBill_EachVersionGoesWithTheLongestCommonName()
    {
        var usage = Completions(
            Use("ada", model: "gpt-4o-2024-08-06").With("output_tokens", 1m), Use("björn", model: "gpt-4o-2024-11-20").With("output_tokens", 1m));

        var parts = Parts([("p", "gpt-4o, output", 1m), ("p", "gpt-4o-2024-11-20, output", 2m)], usage);

        Assert.Equal([("ada", 1m)], Of(parts, "gpt-4o, output"));
        Assert.Equal([("björn", 2m)], Of(parts, "gpt-4o-2024-11-20, output"));
    }

    [Fact]
    public void Of_AliasOfAProduct_GoesWithAVersionThatIsBilledAsWell()
    {
        var parts = Parts(
            [("p", "evals | gpt-5, output", 1m), ("p", $"{Dated}, output", 2m)], Completions(Use("ada").With("output_tokens", 1m)));

        Assert.All(parts, static part => Assert.Equal(("ada", AllocationBasis.Exact), (part.UserId, part.Basis)));
    }

    [Fact]
    public void Of_LineItemWithoutModel_GoesToTheUsageThatNoOtherBills()
    {
        var usage = Completions(
            Use("ada").With("output_tokens", 600m),
            Use("björn", model: "gpt-4o-mini").With("output_tokens", 300m),
            Use("chiara", model: "o3").With("output_tokens", 1m));
        var costs = Some.Bucket(
            Surface.Costs, Some.Day, Bill("gpt-5, output", 6m, 600m), Bill("gpt-4o-mini, output", 1m, 297m), Bill("output tokens", 8m, 4m));

        List<AllocatedCost> parts = [.. CostAllocation.Of(new BilledDay(costs, [usage]))];

        Assert.Equal([("björn", 6m), ("chiara", 2m)], Of(parts, "output tokens"));
        Assert.All(parts.Where(static part => part.LineItem.Model is null), static part => Assert.Equal(AllocationBasis.Project, part.Basis));
    }

    [Fact]
    public void Of_CreditForAModel_DoesNotMakeItsUsageMoreThanItIs()
    {
        var usage = Completions(Use("ada").With("output_tokens", 600m), Use("chiara", model: "o3").With("output_tokens", 600m));
        var costs = Some.Bucket(Surface.Costs, Some.Day, Bill("gpt-5, output", -6m, -600m), Bill("output tokens", 8m, 4m));

        List<AllocatedCost> parts = [.. CostAllocation.Of(new BilledDay(costs, [usage]))];

        Assert.Equal([("ada", 4m), ("chiara", 4m)], Of(parts, "output tokens"));
    }

    [Fact]
    public void Of_Quantity_IsDividedByWhatIsCountedAndNotByPrice()
    {
        var usage = Completions(Use("ada").With("output_tokens", 5m), Use("björn", batch: "true").With("output_tokens", 10m));

        List<AllocatedCost> parts = [.. CostAllocation.Of(new BilledDay(Some.Bucket(Surface.Costs, Some.Day, Bill("gpt-5, output", 2m, 15m)), [usage]))];

        Assert.Equal([("ada", 1m, 5m), ("björn", 1m, 10m)], parts.Select(static part => (part.UserId!, part.Amount, part.Quantity!.Value)));
    }

    [Fact]
    public void Of_CostsByKey_StayWithTheirKey()
    {
        var usage = Completions(Use("ada", key: "key_1").With("output_tokens", 1m), Use("björn", key: "key_2").With("output_tokens", 9m));
        var costs = Some.Bucket(
            Surface.Costs, Some.Day,
            Bill("gpt-5, output", 4m, 1m, "key_1"), Bill("gpt-5, output", 2m, 1m, "key_9"));

        List<AllocatedCost> parts = [.. CostAllocation.Of(new BilledDay(costs, [usage], Surface.Costs.GroupBy))];

        Assert.Equal(
            [("key_1", "ada", AllocationBasis.Exact, 4m), ("key_9", null, AllocationBasis.None, 2m)],
            parts.Select(static part => (part.ApiKeyId!, part.UserId, part.Basis, part.Amount)));
    }

    [Fact]
    public void Of_UsageNotByUser_GoesToKeyAndModelOfNobody()
    {
        var usage = Completions(Use(null, key: "key_1").With("output_tokens", 1m), Use(null, key: "key_2").With("output_tokens", 3m));

        var parts = Parts([("p", "gpt-5, output", 4m)], usage);

        Assert.Equal(
            [(null, "key_1", AllocationBasis.Exact, 1m), (null, "key_2", AllocationBasis.Exact, 3m)],
            parts.Select(static part => (part.UserId, part.ApiKeyId!, part.Basis, part.Amount)));
    }

    [Fact]
    public void Of_CostsNotByLineItem_GoToTheProjectByTokens()
    {
        var usage = Completions(Use("ada").With("output_tokens", 1m), Use("björn", model: "o3").With("input_tokens", 3m));
        var day = new BilledDay(Some.Costs(Some.Day, ("p", null, 4m)), [usage], [Dimension.ProjectId]);

        Assert.Equal(
            [("ada", 1m, AllocationBasis.Project), ("björn", 3m, AllocationBasis.Project)],
            CostAllocation.Of(day).Select(static part => (part.UserId!, part.Amount, part.Basis)));
    }

    [Fact]
    public void Of_ThirdsOfACent_LastDigitGoesToTheLargestRemainderAndOfEqualsToTheFirst()
    {
        var usage = Completions(Use("ada").With("output_tokens", 1m), Use("björn").With("output_tokens", 1m), Use("chiara").With("output_tokens", 1m));

        Assert.Equal(
            [("ada", 0.003333333334m), ("björn", 0.003333333333m), ("chiara", 0.003333333333m)], Exact("gpt-5, output", 0.01m, usage));
        Assert.Equal([("ada", 1e-28m), ("björn", 0m), ("chiara", 0m)], Exact("gpt-5, output", 1e-28m, usage));
    }

    [Fact]
    public void BilledDay_BucketsThatDoNotGoTogether_AreRefused()
    {
        var costs = Some.Costs(Some.Day);

        Assert.Throws<ArgumentException>(() => new BilledDay(Bucket.Empty(Surface.Images, Some.Day), []));
        Assert.Throws<ArgumentException>(() => new BilledDay(costs, [costs]));
        Assert.Throws<ArgumentException>(() => new BilledDay(costs, [Bucket.Empty(Surface.Images, Some.Day.Next)]));
        Assert.Throws<ArgumentException>(() => new BilledDay(costs, [Bucket.Empty(Surface.Images, Some.Day), Bucket.Empty(Surface.Images, Some.Day)]));
    }

    private static AllocationBasis BasisOf(string billed, string used) =>
        Assert.Single(Parts([("p", $"{billed}, output", 1m)], Completions(Use("ada", model: used).With("output_tokens", 1m)))).Basis;

    private static List<(string User, decimal Amount)> Exact(string lineItem, decimal usd, Bucket usage)
    {
        var parts = Parts([("p", lineItem, usd)], usage);
        Assert.All(parts, static part => Assert.Equal(AllocationBasis.Exact, part.Basis));
        return Of(parts, lineItem);
    }

    private static List<(string User, decimal Amount)> Of(List<AllocatedCost> parts, string lineItem) =>
        [.. parts.Where(part => part.LineItem.Raw == lineItem).Select(static part => (part.UserId!, part.Amount))];

    private static List<AllocatedCost> Parts((string? Project, string? LineItem, decimal Usd)[] costs, Bucket usage) =>
        [.. CostAllocation.Of(new BilledDay(Some.Costs(Some.Day, costs), [usage]))];

    private static Bucket Completions(params Some.Row[] rows) => Some.Bucket(Surface.Completions, Some.Day, rows);

    private static Some.Row Use(string? user, string model = Dated, string? key = null, string batch = "false", string tier = "default") => Some.Row.Of(
        ("project_id", "p"), ("model", model), ("user_id", user), ("api_key_id", key), ("batch", batch), ("service_tier", tier));

    private static Some.Row Bill(string lineItem, decimal usd, decimal tokens, string? key = null) => Some.Row
        .Of(("project_id", "p"), ("line_item", lineItem), ("api_key_id", key), ("currency", "usd"), ("quantity_unit", "tokens"))
        .With("amount", usd).With("quantity", tokens);
}
