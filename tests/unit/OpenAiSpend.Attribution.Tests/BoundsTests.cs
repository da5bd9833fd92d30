using Microsoft.Extensions.AI;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>How many customers and workflows are told apart.</summary>
public sealed class BoundsTests : IDisposable
{
    private readonly CountedTokens _counted = new();

    public void Dispose() => _counted.Dispose();

    [Fact]
    public async Task Customers_BeyondTheBound_CountAsOther_AndTheFirstStay()
    {
        using var chat = Chat(static options => options.MaxCustomers = 3);

        foreach (var customer in Enumerable.Range(0, 1_000).Append(1))
        {
            await AskAsync(chat, $"customer {customer}");
        }

        Assert.Equal(
            new Dictionary<string, long> { ["customer 0"] = 1, ["customer 1"] = 2, ["customer 2"] = 1, ["other"] = 997 },
            _counted.Books.ToDictionary(static book => book.Key.Customer, static book => book.Value));
    }

    [Fact]
    public async Task Customers_OfManyClients_AreBoundTogether()
    {
        foreach (var customer in Enumerable.Range(0, 10))
        {
            using var chat = Chat(static options => options.MaxCustomers = 3);
            await AskAsync(chat, $"customer {customer}");
        }

        Assert.Equal(4, _counted.Books.Count);
        Assert.Equal(7, _counted.Input("other"));
    }

    [Fact]
    public async Task Customers_AllAtOnce_AreNeverMoreThanTheBound()
    {
        using var chat = Chat(static options => options.MaxCustomers = 50);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 5_000),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (call, _) => await AskAsync(chat, $"customer {call % 500}"));

        Assert.Equal(51, _counted.Books.Count);
        Assert.Equal(5_000, _counted.Books.Values.Sum());
    }

    [Fact]
    public async Task Customers_ByDefault_AreTwoThousand()
    {
        using var chat = Chat();

        foreach (var customer in Enumerable.Range(0, 2_500))
        {
            await AskAsync(chat, $"customer {customer}");
        }

        Assert.Equal(2_001, _counted.Books.Count);
        Assert.Equal(500, _counted.Input("other"));
    }

    [Fact]
    public async Task Workflows_BeyondTheBound_CountAsOther()
    {
        using var chat = Chat(static options => options.MaxWorkflows = 1);

        await AskAsync(chat, "acme", "onboarding");
        await AskAsync(chat, "acme", "support");

        Assert.Equal(["onboarding", "other"], _counted.Counts.Select(static count => count.Attributes["workflow.name"]));
    }

    [Fact]
    public void Bounds_BelowOne_AreRefused()
    {
        var builder = new AnsweringChatClient(new ChatResponse()).AsBuilder();
        Assert.Equal("MaxCustomers", Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseSpendAttribution(static options => options.MaxCustomers = 0)).ParamName);
        Assert.Equal("MaxWorkflows", Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseSpendAttribution(static options => options.MaxWorkflows = -1)).ParamName);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" \t", null)]
    [InlineData("acme", "")]
    [InlineData("acme", " ")]
    public void Names_Blank_AreRefused(string customer, string? workflow) =>
        Assert.Throws<ArgumentException>(() => SpendAttribution.Customer(customer, workflow).Dispose());

    private static async Task AskAsync(IChatClient chat, string customer, string? workflow = null)
    {
        using (SpendAttribution.Customer(customer, workflow))
        {
            await chat.AskAsync();
        }
    }

    private IChatClient Chat(Action<SpendAttributionOptions>? configure = null) =>
        new AnsweringChatClient(new ChatResponse { ModelId = "gpt-5", Usage = new UsageDetails { InputTokenCount = 1 } })
            .AsBuilder().UseSpendAttribution(configure).Build(_counted.Services);
}
