using OpenAiSpend.Hosting;
using OpenTelemetry.Metrics;
using Prometheus;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenAiSpend(spend =>
{
    spend.AdminKeyFile = builder.Configuration["OPENAI_ADMIN_KEY_FILE"] ?? "/run/secrets/openai_admin_key";
    spend.BaseUrl = new Uri(builder.Configuration["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1");
});
builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics
    .AddOpenAiSpendInstrumentation()
    .AddPrometheusExporter(static exporter => exporter.ScopeInfoEnabled = false));

var app = builder.Build();
Metrics.DefaultRegistry.AddOpenAiSpend(app.Services);
app.MapPrometheusScrapingEndpoint("/metrics");        // OpenTelemetry, or any other of its exporters
app.MapMetrics("/metrics/prometheus-net");            // or prometheus-net
app.MapOpenAiSpendMetrics("/metrics/openai");         // or the exporter's own bytes, the fastest
app.Run();
