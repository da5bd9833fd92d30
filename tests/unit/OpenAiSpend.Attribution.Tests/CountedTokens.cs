using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenAiSpend.TestKit.Inference;

namespace OpenAiSpend.Attribution.Tests;

/// <summary>A host with a meter factory of its own, and all that is counted in it.</summary>
internal sealed class CountedTokens : IDisposable
{
    private const string Prefix = "gen_ai.client.inference.usage.";
    private const string Suffix = "_tokens";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();

    public CountedTokens()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SpendAttribution.MeterName && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, tokens, tags, _) => Count(instrument, tokens, tags.ToArray()));
        _listener.Start();
    }

    public IServiceProvider Services => _services;

    /// <summary>The sums, in the way the stand-in keeps its books. Nobody in particular is the customer <c>""</c>.</summary>
    public ConcurrentDictionary<TokenBook, long> Books { get; } = new();

    /// <summary>Every count: the instrument, the tokens, and the attributes by name.</summary>
    public ConcurrentQueue<(Instrument Instrument, long Tokens, Dictionary<string, object?> Attributes)> Counts { get; } = new();

    /// <summary>The input tokens of a customer.</summary>
    public long Input(string customer) => Books.Where(book => book.Key.Customer == customer && book.Key.Kind == "input").Sum(static book => book.Value);

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Count(Instrument instrument, long tokens, KeyValuePair<string, object?>[] tags)
    {
        Dictionary<string, object?> attributes = new(tags);
        TokenBook book = new(
            (string?)attributes.GetValueOrDefault("customer.id") ?? "",
            (string?)attributes.GetValueOrDefault("gen_ai.response.model") ?? "",
            instrument.Name[Prefix.Length..^Suffix.Length]);
        Counts.Enqueue((instrument, tokens, attributes));
        Books.AddOrUpdate(book, tokens, (_, counted) => counted + tokens);
    }
}
