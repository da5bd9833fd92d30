using System.Text.Json;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Benchmarks.Data;

/// <summary>A row of completions, as a bucket holds it and as the API sends it.</summary>
internal sealed record CompletionsRow(int Set, decimal[] Values)
{
    private static readonly uint All = (1u << Surface.Completions.Measures.Length) - 1;

    public static CompletionsRow Draw(int set, Random random)
    {
        long input = random.Next(1, 50_000_000);
        long output = random.Next(1, 5_000_000);
        var cached = input / random.Next(2, 20);
        var values = new decimal[Surface.Completions.Measures.Length];
        foreach (var (measure, value) in ((string, decimal)[])
            [
                ("input_tokens", input), ("output_tokens", output), ("num_model_requests", random.Next(1, 20_000)),
                ("input_uncached_tokens", input - cached), ("input_cached_tokens", cached), ("input_text_tokens", input),
                ("input_cached_text_tokens", cached), ("output_text_tokens", output),
            ])
        {
            values[Surface.Completions.IndexOf(new Measure(measure))] = value;
        }

        return new CompletionsRow(set, values);
    }

    public void AddTo(BucketBuilder bucket) => bucket.Add(
        [LabelSets.Project(Set), LabelSets.Model(Set), LabelSets.User(Set), LabelSets.Key(Set), LabelSets.Batch(Set), LabelSets.Tier(Set), null], Values, All);

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object", "organization.usage.completions.result");
        for (var i = 0; i < Values.Length; i++)
        {
            // The API leaves out what is optional and zero; that is most of the audio and image tokens.
            if (Values[i] != 0)
            {
                json.WriteNumber(Surface.Completions.Measures[i].Name, Values[i]);
            }
        }

        json.WriteString("project_id", LabelSets.Project(Set));
        json.WriteString("user_id", LabelSets.User(Set));
        json.WriteString("api_key_id", LabelSets.Key(Set));
        json.WriteString("model", LabelSets.Model(Set));
        json.WriteBoolean("batch", LabelSets.Batch(Set) == "true");
        json.WriteString("service_tier", LabelSets.Tier(Set));
        json.WriteEndObject();
    }
}
