using System.Collections.Immutable;
using System.IO.Pipelines;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;

namespace OpenAiSpend.Export.Rows;

/// <summary>Writes what was used and billed on a range of days, and by whom, for everything that is not Prometheus.</summary>
/// <param name="Organization">The configured name of the organization.</param>
/// <param name="Days">The days to read.</param>
/// <param name="Surfaces">The usage surfaces to read.</param>
/// <param name="Allocation">By what rule billed amounts are given to those who used it.</param>
/// <param name="SettleDays">How many days, today included, OpenAI may still revise the costs of.</param>
/// <param name="Format">How it is written.</param>
internal sealed record RowExport(
    string Organization, DayWindow Days, ImmutableArray<BucketSurface> Surfaces, AllocationMethod Allocation, int SettleDays, RowFormat Format)
{
    /// <summary>The name of a method, in the command line and in what is written.</summary>
    public static string Name(AllocationMethod method) => method == AllocationMethod.LineItem ? "line-item" : "tokens";

    /// <summary>What is read to say who spent what: costs by project and line item, and usage by everything.</summary>
    public static ImmutableArray<SurfaceQuery> Queries(IEnumerable<BucketSurface> surfaces, DayWindow days) =>
    [
        new(Surface.Costs, Surface.Costs.DefaultGroupBy, days),
        .. surfaces.Select(surface => new SurfaceQuery(surface, surface.DefaultGroupBy, days)),
    ];

    /// <exception cref="SpendSourceException">Something that is needed could not be read.</exception>
    public async Task WriteAsync(RangeReader reader, Stream to, CancellationToken cancellationToken)
    {
        var names = await reader.ReadNamesAsync(users: false, apiKeys: false, cancellationToken);

        // The rule by tokens looks at completions and decisions alone, so nothing else is asked for.
        var queries = Queries(Allocation == AllocationMethod.Tokens ? [Surface.Completions, Surface.Decisions] : Surfaces, Days);
        var usd = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var count = 0L;
        var pipe = PipeWriter.Create(to, new StreamPipeWriterOptions(leaveOpen: true));
        Format.Begin(pipe);
        await foreach (var month in reader.ReadAsync(queries, costsAreOptional: true, cancellationToken))
        {
            foreach (var row in month.Days.SelectMany(day => RowJoin.Of(day, month.Find(Surface.Costs, day), month.Usage(day), isSettled: day <= reader.Today.AddDays(-SettleDays), Allocation, names.Project)))
            {
                foreach (var cost in row.Raw.Costs)
                {
                    Count(cost);
                }

                count++;
                Format.Write(pipe, row);
                if (pipe.UnflushedBytes > 64 * 1024)
                {
                    await pipe.FlushAsync(cancellationToken);
                }
            }
        }

        var (now, pages) = (reader.Now.UtcDateTime, reader.Notes.Pages);
        Format.End(pipe, new ExportMeta(
            Organization,
            $"{Days.Start}",
            $"{Days.Last}",
            now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            count,
            pages.Values.Sum(),
            pages,
            reader.Notes.Warnings,
            new Joined(
                pages.ContainsKey(Surface.Costs.Name),
                pages.Keys.Where(static surface => surface != Surface.Costs.Name),
                names.Directory.Projects is not null,
                Name(Allocation),
                usd)));
        await pipe.CompleteAsync();

        void Count(AllocatedCost cost)
        {
            if (cost.Currency != BilledAmounts.UsDollars)
            {
                reader.Notes.Warn($"Some amounts are in {cost.Currency ?? "no currency"}: they are in raw, and not in cost_usd.");
                return;
            }

            var basis = RowJson.Name(cost.Basis);
            usd[basis] = usd.GetValueOrDefault(basis) + cost.Amount;
        }
    }
}
