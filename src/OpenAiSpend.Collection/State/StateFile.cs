using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.State;

/// <summary>
/// The state of an organization as a file: gzip of lines of JSON. The first line says whose it is, the second what is
/// known, and each one after that is a bucket.
/// </summary>
internal static class StateFile
{
    /// <summary>The longest text that is written or read, unless told otherwise: about ten million rows.</summary>
    public const long MaxBytes = 1024L * 1024 * 1024;

    // Raised whenever what was written before would mean something else. Versions 1 and 2 were binary.
    private const int Version = 3;

    // Nobody reads more days than this.
    private const int MaxDays = 4000;

    // Rows that were written for other surfaces, dimensions or measures do not fit.
    private static readonly string Layout = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Surface.Buckets.Select(
        static surface => $"{surface}:{string.Join(',', surface.Dimensions)}:{string.Join(',', surface.Measures)}")))));

    /// <summary>Writes to a stream, from where it stands.</summary>
    /// <exception cref="IOException">The stream cannot take it, or the state is larger than a reader would accept.</exception>
    public static void Write(Stream stream, StateIdentity identity, OrganizationState state, long maxBytes = MaxBytes)
    {
        using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        var left = maxBytes;
        WriteLine(new StateHeader(Version, Layout, identity), StateJson.Default.StateHeader);
        WriteLine(Content(state), StateJson.Default.StateContent);
        foreach (var bucket in state.Numbers.Surfaces.SelectMany(static surface => surface.Buckets))
        {
            WriteLine(bucket.ToStored(), StateJson.Default.StoredBucket);
        }

        void WriteLine<T>(T line, JsonTypeInfo<T> type)
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(line, type);
            left -= text.Length + 1;
            gzip.Write(left >= 0 ? text : throw new IOException($"The state would be larger than {maxBytes} bytes."));
            gzip.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads from a stream that can seek, from its start to its end.</summary>
    /// <exception cref="InvalidDataException">It is not the whole and true state of this organization; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OrganizationState Read(Stream stream, StateIdentity identity, long maxBytes = MaxBytes)
    {
        Span<byte> start = stackalloc byte[4];
        Refuse(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)] switch
        {
            { Length: < 4 } => "it is cut off",
            [0x1f, 0x8b, ..] => null,
            [(byte)'O', (byte)'A', ..] => $"another version of the exporter wrote it (a binary format; this one writes format {Version})",
            _ => "it is not a state file",
        });
        stream.Position = 0;
        using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var lines = Lines(gzip, maxBytes).GetEnumerator();
        try
        {
            Refuse(Misfit(Next(StateJson.Default.StateHeader), identity));
            var content = Next(StateJson.Default.StateContent);
            var buckets = new List<Bucket>();
            var texts = new HashSet<string>(StringComparer.Ordinal);
            while (buckets.Count < content.Buckets)
            {
                buckets.Add(Bucket.OfStored(Next(StateJson.Default.StoredBucket), texts));
            }

            // The checksum of gzip comes last.
            return lines.MoveNext() ? throw new FormatException("More follows.") : State(identity, content, buckets);
        }
        catch (Exception nonsense) when (nonsense is not (IOException or InvalidDataException))
        {
            throw new InvalidDataException($"its content makes no sense ({nonsense.GetType().Name})", nonsense);
        }

        T Next<T>(JsonTypeInfo<T> type) =>
            lines.MoveNext() ? JsonSerializer.Deserialize(lines.Current.Span, type)! : throw new InvalidDataException("it is cut off");
    }

    private static void Refuse(string? reason)
    {
        if (reason is not null)
        {
            throw new InvalidDataException(reason);
        }
    }

    // Each is to be used before the next one is asked for.
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(GZipStream gzip, long maxBytes)
    {
        var buffer = new byte[64 * 1024];
        var (used, left) = (0, maxBytes);
        while (Inflate() is > 0 and var read)
        {
            left -= read;
            Refuse(left < 0 ? $"it is larger than {maxBytes} bytes" : null);
            var (line, end) = (0, used + read);
            for (var at = used; (at = Array.IndexOf(buffer, (byte)'\n', at, end - at)) >= 0; line = ++at)
            {
                yield return buffer.AsMemory(line, at - line);
            }

            used = end - line;
            if (line > 0)
            {
                buffer.AsSpan(line, used).CopyTo(buffer);
            }
            else if (used == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * used);
            }
        }

        // GZipStream takes a file that lacks its last bytes for whole; those say how long the text is.
        Span<byte> length = stackalloc byte[sizeof(uint)];
        gzip.BaseStream.Seek(-length.Length, SeekOrigin.End);
        gzip.BaseStream.ReadExactly(length);
        Refuse(used > 0 || BinaryPrimitives.ReadUInt32LittleEndian(length) != maxBytes - left ? "it is cut off" : null);

        int Inflate()
        {
            try
            {
                return gzip.Read(buffer.AsSpan(used));
            }
            catch (InvalidDataException damage)
            {
                throw new InvalidDataException("it is cut off or damaged", damage);
            }
        }
    }

    private static string? Misfit(StateHeader header, StateIdentity expected)
    {
        var (organization, id, url, projects, lineItems) = header.Identity;
        return header.Version != Version || header.Layout != Layout
                ? $"another version of the exporter wrote it (format {header.Version}; this one writes format {Version})"
            : organization != expected.Organization || id != expected.OrganizationId || url != expected.BaseUrl
                ? $"it is about organization \"{organization}\" ({id ?? "no id"}) at {url}"
            : !projects.SequenceEqual(expected.ProjectIds)
                ? "project_ids were others when it was written"
            : !lineItems.SequenceEqual(expected.LineItems)
                ? "line_items were others when it was written"
            : null;
    }

    private static StateContent Content(OrganizationState state) => new(
        [.. state.Numbers.Surfaces.Select(static surface => new StateSurface(
            surface.Surface.Name,
            [.. surface.GroupBy.Select(static dimension => dimension.Name)],
            surface.Origin,
            surface.Window.Start.Date,
            surface.Window.Days,
            surface.HistoryStart?.Date,
            surface.FirstCompleteTotals.ToDictionary(static total => total.Key.Date, static total => total.Value)))],
        new(state.ReadAt.ToDictionary(static read => read.Key.Name, static read => read.Value), StringComparer.Ordinal),
        state.Numbers.Directory,
        state.Numbers.Surfaces.Sum(static surface => surface.Buckets.Length));

    private static OrganizationState State(StateIdentity identity, StateContent content, List<Bucket> buckets)
    {
        var (readAt, directory) = (content.ReadAt, content.Directory);
        IEnumerable<object?>?[] lists = [directory.Projects, directory.Users, directory.ApiKeys, directory.SpendLimits, directory.SpendAlerts, directory.AdminApiKeys, directory.RateLimits];
        var bySurface = buckets.ToLookup(static bucket => bucket.Surface.Name);
        return buckets.All(bucket => content.Surfaces.Any(surface => surface.Surface == bucket.Surface.Name))
            && content.Surfaces.All(surface => readAt.ContainsKey(surface.Surface))
            && !lists.Any(static list => list?.Contains(null) == true)
            ? new OrganizationState(
                new OrganizationSnapshot(identity.Organization, [.. content.Surfaces.Select(surface => Snapshot(surface, [.. bySurface[surface.Surface]]))])
                {
                    Directory = directory,
                },
                Surface.Buckets.Concat(Surface.Directory).Where(surface => readAt.ContainsKey(surface.Name)).ToImmutableDictionary(
                    static surface => surface, surface => readAt[surface.Name]))
            : throw new FormatException("Something is missing.");
    }

    private static SurfaceSnapshot Snapshot(StateSurface stored, ImmutableArray<Bucket> buckets)
    {
        var surface = Surface.Buckets.First(surface => surface.Name == stored.Surface);
        var start = UtcDay.Of(stored.Start);
        var window = new DayWindow(start, start.AddDays(stored.Days));
        return stored.Start.Year is >= 1970 and < 9970 && stored.Days <= MaxDays
            && buckets.All(bucket => window.Contains(bucket.Day))
            && buckets.Zip(buckets.Skip(1)).All(static pair => pair.First.Day < pair.Second.Day)
            ? new SurfaceSnapshot
            {
                Surface = surface,
                GroupBy = [.. stored.GroupBy.Select(name => surface.GroupBy.First(dimension => dimension.Name == name))],
                Origin = stored.Origin,
                Window = window,
                Buckets = buckets,
                HistoryStart = stored.HistoryStart is { } history ? UtcDay.Of(history) : null,
                FirstCompleteTotals = stored.FirstCompleteTotals.ToImmutableSortedDictionary(
                    static total => UtcDay.Of(total.Key), static total => total.Value),
            }
            : throw new FormatException("The days make no sense.");
    }
}

/// <summary>The first line: what must be right before the others mean anything.</summary>
internal sealed record StateHeader(int Version, string Layout, StateIdentity Identity);

/// <summary>The second line: all but the buckets, and how many of these follow.</summary>
internal sealed record StateContent(
    ImmutableArray<StateSurface> Surfaces, SortedDictionary<string, DateTimeOffset> ReadAt, OrganizationDirectory Directory, int Buckets);

/// <summary>What is known of a surface besides its buckets. How many days may still be revised is for the configuration to say.</summary>
internal sealed record StateSurface(
    string Surface,
    ImmutableArray<string> GroupBy,
    string? Origin,
    DateOnly Start,
    int Days,
    DateOnly? HistoryStart,
    Dictionary<DateOnly, decimal> FirstCompleteTotals);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StateHeader))]
[JsonSerializable(typeof(StateContent))]
[JsonSerializable(typeof(StoredBucket))]
internal sealed partial class StateJson : JsonSerializerContext;
