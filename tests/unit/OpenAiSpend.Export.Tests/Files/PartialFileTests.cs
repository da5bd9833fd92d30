using System.Collections.Immutable;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Files;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Export.Tests.Files;

public sealed class PartialFileTests
{
    private static readonly SurfaceQuery Query = new(Surface.Completions, Surface.Completions.GroupBy, new DayWindow(Some.Day, Some.Day.Next.Next));

    private static readonly SurfaceReading Kept = new()
    {
        Window = Query.Window,
        GroupBy = Query.GroupBy,
        Pages = 3,
        RejectedRows = Rejected,
        Notices = ["OpenAI keeps no days before."],
        Buckets =
        [
            Some.Bucket(
                Surface.Completions,
                Some.Day,
                Some.Row.Of(("project_id", "proj_a"), ("model", "gpt-5 \"новая\"")).With("input_tokens", 79228162514264337593543950335m).With("num_model_requests", 0.10m),
                Some.Row.Of(("user_id", "user-1"))),
            new BucketBuilder(Surface.Completions, Some.Day.Next) { End = Some.Day.Next.Start.AddTicks(12345) }.Build(),
        ],
    };

    [Fact]
    public void Find_InAnotherRun_GivesWhatWasRead()
    {
        using var folder = new TemporaryFolder();
        using (var first = Open(folder))
        {
            first.Add(Query, Kept);
        }

        using var second = Open(folder);
        var found = second.Find(Query)!;
        Assert.Equal((Kept.Window, Kept.Pages), (found.Window, found.Pages));
        Assert.Equal(Kept.RejectedRows, found.RejectedRows);
        Assert.Equal(Kept.Notices, found.Notices);
        Assert.All(Kept.Buckets.Zip(found.Buckets), pair =>
        {
            Assert.True(pair.First.ContentEquals(pair.Second));
            Assert.Equal(pair.First.End, pair.Second.End);
        });
        Assert.Equal(Kept.Buckets.Length, found.Buckets.Length);
        Assert.Null(second.Find(Query with { Surface = Surface.Embeddings }));
    }

    [Fact]
    public void Open_OfAFileThatWasCutAnywhere_KeepsWhatIsWholeAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        using (var partial = Open(folder))
        {
            partial.Add(Query, Kept);
            partial.Add(Query with { Surface = Surface.Embeddings }, Kept with { Buckets = [] });
        }

        var whole = File.ReadAllBytes(folder.File("out.partial"));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("out.partial"), whole[..length]);
            using (var partial = Open(folder))
            {
                Assert.Null(partial.Find(Query with { Surface = Surface.Embeddings }));
                partial.Add(Query, Kept);
            }

            using var again = Open(folder);
            Assert.Equal(3, again.Find(Query)?.Pages);
        }
    }

    [Theory]
    [InlineData("another organization", "2026-11-20")]
    [InlineData("acme", "2026-11-21")]
    public void Open_OfWhatIsNotGoodAnyMore_BeginsAnew(string identity, string today)
    {
        using var folder = new TemporaryFolder();
        using (var partial = Open(folder))
        {
            partial.Add(Query, Kept);
        }

        using var other = PartialFile.Open(folder.File("out"), identity, Some.Date(today));
        Assert.True(other.IsEmpty);
        Assert.Null(other.Find(Query));
    }

    private static ImmutableSortedDictionary<string, int> Rejected =>
        ImmutableSortedDictionary<string, int>.Empty.Add(RejectionReasons.InvalidAmount, 2);

    private static PartialFile Open(TemporaryFolder folder) => PartialFile.Open(folder.File("out"), "acme", Some.Day);
}
