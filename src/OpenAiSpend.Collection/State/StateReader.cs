using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Directory;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.State;

/// <summary>
/// Reads the state of an organization. The checksum is checked before anything is made of the content; still no memory
/// is set aside for a length that the content only claims.
/// </summary>
internal sealed class StateReader
{
    private const int BufferBytes = 64 * 1024;

    private readonly StateDecoder _from;

    private StateReader(StateDecoder from) => _from = from;

    /// <summary>Reads from a stream that can seek, from its start to its end.</summary>
    /// <exception cref="InvalidDataException">It is not the whole and true state of this organization; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OrganizationState Read(Stream stream, StateIdentity identity)
    {
        CheckHeader(stream);
        CheckChecksum(stream);
        stream.Position = StateFormat.HeaderBytes;
        using var buffered = new BufferedStream(stream, BufferBytes);
        using var from = new BinaryReader(buffered);
        var reader = new StateReader(new StateDecoder(from));
        try
        {
            reader.CheckIdentity(identity);
            var state = new OrganizationState(reader._from.List(reader.Surface), reader.Directory());
            return buffered.Position == stream.Length - StateFormat.ChecksumBytes
                ? state
                : throw new InvalidDataException("its content does not end where the file does");
        }
        catch (Exception nonsense) when (nonsense is EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"its content makes no sense ({nonsense.GetType().Name})", nonsense);
        }
    }

    private static void CheckHeader(Stream stream)
    {
        if (stream.Length > StateFormat.MaxBytes)
        {
            throw new InvalidDataException($"it is larger than {StateFormat.MaxBytes} bytes");
        }

        Span<byte> header = stackalloc byte[StateFormat.HeaderBytes];
        stream.Position = 0;
        if (stream.Length < header.Length + StateFormat.ChecksumBytes || stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException("it is cut off");
        }

        if (!header.StartsWith(StateFormat.Magic))
        {
            throw new InvalidDataException("it is not a state file");
        }

        var version = header[StateFormat.Magic.Length];
        if (version != StateFormat.Version || !header.EndsWith(StateFormat.Layout))
        {
            throw new InvalidDataException($"another version of the exporter wrote it (format {version}; this one writes {StateFormat.Version})");
        }
    }

    private static void CheckChecksum(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        stream.Position = 0;
        for (var left = stream.Length - StateFormat.ChecksumBytes; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                throw new InvalidDataException("it is cut off");
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> written = stackalloc byte[StateFormat.ChecksumBytes];
        Span<byte> actual = stackalloc byte[StateFormat.ChecksumBytes];
        hash.GetHashAndReset(actual);
        if (stream.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) < written.Length || !written.SequenceEqual(actual))
        {
            throw new InvalidDataException("its checksum does not match: it is cut off or damaged");
        }
    }

    private void CheckIdentity(StateIdentity expected)
    {
        var (organization, id, url, projects) = (_from.Text(), _from.TextOrNone(), _from.Text(), _from.List(_from.Text));
        if (organization != expected.Organization || id != expected.OrganizationId || url != expected.BaseUrl)
        {
            throw new InvalidDataException($"it is about organization \"{organization}\" ({id ?? "no id"}) at {url}");
        }

        if (!projects.SequenceEqual(expected.ProjectIds))
        {
            throw new InvalidDataException("project_ids were others when it was written");
        }
    }

    private SurfaceSnapshot Surface()
    {
        var name = _from.Text();
        var surface = Domain.Surfaces.Surface.Buckets.FirstOrDefault(surface => surface.Name == name)
            ?? throw new FormatException("No surface has this name.");
        var groupBy = _from.List(() =>
        {
            var dimension = _from.Text();
            return surface.GroupBy.FirstOrDefault(known => known.Name == dimension) ?? throw new FormatException("No dimension has this name.");
        });
        var settleDays = (int)_from.Number(1, StateFormat.MaxDays);
        var readAt = _from.Instant();
        var start = _from.Day();
        var known = new DayWindow(start, start.AddDays((int)_from.Number(1, StateFormat.MaxDays)));
        var totals = _from.List(() => KeyValuePair.Create(_from.Day(), _from.Decimal()));
        var builder = new BucketBuilder(surface, start);
        var buckets = _from.List(() => Bucket(builder));
        if (buckets.Any(bucket => !known.Contains(bucket.Day)) || buckets.Zip(buckets.Skip(1)).Any(static pair => pair.First.Day >= pair.Second.Day))
        {
            throw new FormatException("The days are not in order.");
        }

        return new SurfaceSnapshot
        {
            Surface = surface,
            GroupBy = groupBy,
            Known = known,
            Buckets = buckets,
            SettleDays = settleDays,
            ReadAt = readAt,
            FirstCompleteTotals = ImmutableSortedDictionary.CreateRange(totals),
        };
    }

    private Bucket Bucket(BucketBuilder builder)
    {
        builder.Clear();
        builder.Day = _from.Day();
        builder.End = _from.Instant();
        var dimensions = new string?[builder.Surface.Dimensions.Length];
        var values = new decimal[builder.Surface.Measures.Length];
        var rows = _from.Number(0, int.MaxValue);
        for (var row = 0L; row < rows; row++)
        {
            for (var i = 0; i < dimensions.Length; i++)
            {
                dimensions[i] = _from.TextOrNone();
            }

            Array.Clear(values);
            var present = (uint)_from.Number(0, (1L << values.Length) - 1);
            for (var rest = present; rest != 0; rest &= rest - 1)
            {
                values[BitOperations.TrailingZeroCount(rest)] = _from.Decimal();
            }

            builder.Add(dimensions, values, present);
        }

        var bucket = builder.Build();
        return bucket.Count == rows ? bucket : throw new FormatException("Two rows are the same.");
    }

    private DirectoryReading Directory()
    {
        var readAt = ImmutableDictionary.CreateBuilder<Surface, DateTimeOffset>();
        var directory = new OrganizationDirectory
        {
            Projects = Part(Domain.Surfaces.Surface.Projects, () => new Project(_from.Text(), _from.Text(), _from.Text())),
            Users = Part(Domain.Surfaces.Surface.Users, () => new User(_from.Text(), _from.Text(), _from.TextOrNone())),
            ApiKeys = Part(Domain.Surfaces.Surface.ApiKeys, () => new ApiKey(_from.Text(), _from.Text(), _from.Text())),
            SpendLimits = Part(Domain.Surfaces.Surface.SpendLimits, () => new SpendLimit(_from.TextOrNone(), _from.Decimal())),
            SpendAlerts = Part(Domain.Surfaces.Surface.SpendAlerts, () => new SpendAlert(_from.TextOrNone(), _from.Text(), _from.Decimal())),
        };
        return new DirectoryReading(directory, readAt.ToImmutable());

        ImmutableArray<T>? Part<T>(Surface part, Func<T> read)
        {
            if (!_from.Flag())
            {
                return null;
            }

            readAt.Add(part, _from.Instant());
            return _from.List(read);
        }
    }
}
