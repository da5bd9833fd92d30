using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>Where in a pipeline the counting stands, and in which meter.</summary>
public sealed class PipelineTests
{
    public static TheoryData<string> Below => ["UseFunctionInvocation()", "UseDistributedCache()", "another UseSpendAttribution()"];

    [Theory]
    [MemberData(nameof(Below))]
    public void Build_OverWhatMakesOrAnswersCallsUnseen_IsRefused(string below)
    {
        var builder = Client().AsBuilder().UseSpendAttribution();
        builder = below switch
        {
            "UseFunctionInvocation()" => builder.UseFunctionInvocation(),
            "UseDistributedCache()" => builder.UseDistributedCache(Cache()),
            _ => builder.UseSpendAttribution(),
        };

        Assert.Contains(below, Assert.Throws<InvalidOperationException>(() => builder.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_UnderEverythingElse_IsFine()
    {
        using var chat = Client().AsBuilder().UseFunctionInvocation().UseDistributedCache(Cache()).UseOpenTelemetry().UseSpendAttribution().Build();
        Assert.NotNull(chat);
    }

    [Fact]
    public async Task Counters_OfTwoHosts_AreApart()
    {
        using CountedTokens one = new();
        using CountedTokens other = new();
        using var chat = Client().AsBuilder().UseSpendAttribution().Build(one.Services);

        await chat.AskAsync();

        Assert.Single(one.Counts);
        Assert.Empty(other.Counts);
    }

    [Fact]
    public async Task Counters_WithoutServices_AreInAMeterOfTheProcess()
    {
        var customer = $"{Guid.NewGuid()}";
        long counted = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter is { Name: SpendAttribution.MeterName, Scope: null })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, tokens, tags, _) => counted += tags.ToArray().Contains(new("customer.id", customer)) ? tokens : 0);
        listener.Start();

        using var chat = Client().AsBuilder().UseSpendAttribution().Build();
        using (SpendAttribution.Customer(customer))
        {
            await chat.AskAsync();
        }

        Assert.Equal(7, counted);
    }

    private static AnsweringChatClient Client() => new(new ChatResponse { Usage = new UsageDetails { InputTokenCount = 7 } });

    private static MemoryDistributedCache Cache() => new(Options.Create(new MemoryDistributedCacheOptions()));
}
