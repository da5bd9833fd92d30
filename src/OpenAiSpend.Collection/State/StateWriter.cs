using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using OpenAiSpend.Domain.Buckets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Collection.State;

/// <summary>Writes the state of an organization in one go, keeping nothing but the table of texts in memory.</summary>
internal sealed class StateWriter
{
    private const int BufferBytes = 64 * 1024;

    private readonly BinaryWriter _to;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    private StateWriter(BinaryWriter to) => _to = to;

    /// <summary>Writes to a stream, from where it stands.</summary>
    /// <exception cref="IOException">The stream cannot take it, or the state is larger than a reader would accept.</exception>
    public static void Write(Stream stream, StateIdentity identity, OrganizationState state)
    {
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var buffered = new BufferedStream(hashed, BufferBytes))
        using (var to = new BinaryWriter(buffered))
        {
            to.Write(StateFormat.Magic);
            to.Write(StateFormat.Version);
            to.Write(StateFormat.Layout);
            var writer = new StateWriter(to);
            writer.Identity(identity);
            writer.List(state.Surfaces, surface => writer.Surface(surface, stream));
            writer.Directory(state.Directory);
        }

        stream.Write(hash.Hash);
    }

    private void Identity(StateIdentity identity)
    {
        Text(identity.Organization);
        Text(identity.OrganizationId);
        Text(identity.BaseUrl);
        List(identity.ProjectIds, Text);
    }

    private void Surface(SurfaceSnapshot surface, Stream stream)
    {
        Text(surface.Surface.Name);
        List(surface.GroupBy, dimension => Text(dimension.Name));
        Number(surface.SettleDays);
        Instant(surface.ReadAt);
        Number(surface.Known.Start.Number);
        Number(surface.Known.Days);
        List(surface.FirstCompleteTotals, total =>
        {
            Number(total.Key.Number);
            Decimal(total.Value);
        });
        List(surface.Buckets, bucket =>
        {
            Bucket(bucket);
            if (stream.Position > StateFormat.MaxBytes)
            {
                throw new IOException($"The state would be larger than {StateFormat.MaxBytes} bytes.");
            }
        });
    }

    private void Bucket(Bucket bucket)
    {
        Number(bucket.Day.Number);
        Instant(bucket.End);
        Number(bucket.Count);
        for (var row = 0; row < bucket.Count; row++)
        {
            foreach (var dimension in bucket.Dimensions(row))
            {
                Text(dimension);
            }

            var present = bucket.Present(row);
            Number(present);
            for (var values = bucket.Values(row); present != 0; present &= present - 1)
            {
                Decimal(values[BitOperations.TrailingZeroCount(present)]);
            }
        }
    }

    private void Directory(DirectoryReading reading)
    {
        var directory = reading.Directory;
        Part(Domain.Surfaces.Surface.Projects, directory.Projects, project => Texts(project.Id, project.Name, project.Status));
        Part(Domain.Surfaces.Surface.Users, directory.Users, user => Texts(user.Id, user.Name, user.Email));
        Part(Domain.Surfaces.Surface.ApiKeys, directory.ApiKeys, key => Texts(key.Id, key.Name, key.ProjectId));
        Part(Domain.Surfaces.Surface.SpendLimits, directory.SpendLimits, limit =>
        {
            Text(limit.ProjectId);
            Decimal(limit.Usd);
        });
        Part(Domain.Surfaces.Surface.SpendAlerts, directory.SpendAlerts, alert =>
        {
            Texts(alert.ProjectId, alert.Id);
            Decimal(alert.Usd);
        });

        void Part<T>(Surface part, ImmutableArray<T>? entries, Action<T> write)
        {
            _to.Write(entries is not null);
            if (entries is { } known)
            {
                Instant(reading.ReadAt[part]);
                List(known, write);
            }
        }
    }

    private void List<T>(IReadOnlyCollection<T> entries, Action<T> write)
    {
        Number(entries.Count);
        foreach (var entry in entries)
        {
            write(entry);
        }
    }

    private void Texts(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            Text(text);
        }
    }

    private void Text(string? text)
    {
        if (text is null)
        {
            Number(StateFormat.NoText);
        }
        else if (_texts.TryGetValue(text, out var known))
        {
            Number(known);
        }
        else
        {
            _texts.Add(text, StateFormat.FirstText + _texts.Count);
            Number(StateFormat.NewText);

            // Code unit by code unit, as no encoding keeps a lone surrogate as it is.
            Number(text.Length);
            foreach (var unit in text)
            {
                Number(unit);
            }
        }
    }

    private void Instant(DateTimeOffset instant) => Number(instant.UtcTicks);

    private void Number(long number) => _to.Write7BitEncodedInt64(number);

    private void Decimal(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var low = unchecked((uint)bits[0] | ((ulong)(uint)bits[1] << 32));
        var high = unchecked((uint)bits[2]);
        _to.Write((byte)(number.Scale | (bits[3] < 0 ? StateFormat.Negative : 0) | (high != 0 ? StateFormat.Wide : 0)));
        Number(unchecked((long)low));
        if (high != 0)
        {
            Number(high);
        }
    }
}
