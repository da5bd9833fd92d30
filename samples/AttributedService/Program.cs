using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAiSpend.Attribution;
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateBuilder(args);

// OpenTelemetry keeps 2,000 series of an instrument and drops the attributes of the rest: too few for customers times models.
builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics
    .AddMeter(SpendAttribution.MeterName)
    .AddView("gen_ai.client.inference.usage.*", new MetricStreamConfiguration { CardinalityLimit = 20_000 })
    .AddPrometheusExporter());

OpenAIClientOptions options = new() { Endpoint = new Uri(builder.Configuration["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1") };
OpenAIClient openai = new(new ApiKeyCredential(builder.Configuration["OPENAI_API_KEY"] ?? throw new InvalidOperationException("Set OPENAI_API_KEY.")), options);
builder.Services.AddChatClient(openai.GetChatClient("gpt-5").AsIChatClient()).UseFunctionInvocation().UseSpendAttribution();
builder.Services.AddEmbeddingGenerator(openai.GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator()).UseSpendAttribution();

var app = builder.Build();
app.MapPrometheusScrapingEndpoint();
app.MapPost("/answer", static async (Question question, IChatClient chat) =>
{
    using var scope = SpendAttribution.Customer(question.Customer, workflow: "answer");
    return (await chat.GetResponseAsync(question.Text)).Text;
});
app.MapPost("/stream", static async (Question question, IChatClient chat, HttpResponse response) =>
{
    using var scope = SpendAttribution.Customer(question.Customer, workflow: "stream");
    await foreach (var update in chat.GetStreamingResponseAsync(question.Text))
    {
        await response.WriteAsync(update.Text);
    }
});
app.MapPost("/index", static async (Question question, IEmbeddingGenerator<string, Embedding<float>> embeddings) =>
{
    using var scope = SpendAttribution.Customer(question.Customer, workflow: "index");
    await embeddings.GenerateVectorAsync(question.Text);
});
app.Run();

/// <summary>What a customer asks. Who asks, a real service knows by who is signed in.</summary>
internal sealed record Question(string Customer, string Text);
