using System.Collections.Immutable;
using System.IO.Compression;
using OpenAiSpend.Benchmarks.Data;
using OpenAiSpend.Benchmarks.Measuring;
using OpenAiSpend.Collection;
using OpenAiSpend.Collection.State;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Benchmarks.Subjects;

/// <summary>Saving and loading the state of eight days of completions, beside compressing and inflating the same text.</summary>
internal static class StateBenchmark
{
    public static IEnumerable<Line> Run(int labelSets)
    {
        var completions = LargeOrganization.Completions(labelSets);
        OrganizationState state = new(
            new OrganizationSnapshot("acme", [completions]), ImmutableDictionary<Surface, DateTimeOffset>.Empty.Add(Surface.Completions, completions.Window.End.Start));
        StateIdentity identity = new("acme", new SourceIdentity(null, new Uri("https://api.openai.com/v1"), [], []));
        using MemoryStream file = new();
        Save();
        var text = Inflated();

        var size = $"{labelSets:#,0} label sets";
        yield return Line.Of("save the state of eight days", size, file.Length, "bare gzip stream", Race.RunAsync(Save, Deflate).GetAwaiter().GetResult());
        yield return Line.Of("load the state of eight days", size, file.Length, "bare gzip stream", Race.RunAsync(Load, () => Inflated()).GetAwaiter().GetResult());

        void Save()
        {
            file.SetLength(0);
            StateFile.Write(file, identity, state);
        }

        void Load()
        {
            file.Position = 0;
            if (StateFile.Read(file, identity).Numbers.Surfaces[0].Buckets[^1].Count != labelSets)
            {
                throw new InvalidOperationException("Rows were lost.");
            }
        }

        void Deflate()
        {
            using GZipStream gzip = new(Stream.Null, CompressionLevel.Fastest);
            text.WriteTo(gzip);
        }

        MemoryStream Inflated()
        {
            file.Position = 0;
            using GZipStream gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
            MemoryStream inflated = new();
            gzip.CopyTo(inflated);
            return inflated;
        }
    }
}
