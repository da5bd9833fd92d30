using System.Text;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Rendering;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>Renders, for tests.</summary>
internal static class Rendered
{
    public static byte[] Bytes(this ChunkedBuffer buffer) => [.. buffer.Chunks.SelectMany(chunk => chunk.ToArray())];

    public static string Text(this ChunkedBuffer buffer) => Encoding.UTF8.GetString(buffer.Bytes());

    public static RenderedSnapshot Of(SpendSnapshot snapshot, ExpositionOptions? options = null) =>
        new SnapshotRenderer(options ?? new ExpositionOptions()).Render(snapshot);

    public static ParsedExposition Page(SpendSnapshot snapshot, ExpositionOptions? options = null) =>
        TestKit.Exposition.ParsedExposition.Parse(Of(snapshot, options).Text.Bytes());
}
