using System.Collections.Immutable;
using System.Text;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Formats;
using OpenAiSpend.Export.Reading;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Writes what was used and billed on a range of days, for everything that is not Prometheus.</summary>
internal static class ExportCommand
{
    private static readonly ImmutableArray<Dimension> ByProjectAndLineItem = [Dimension.ProjectId, Dimension.LineItem];

    public static Task<int> RunAsync(ExporterOptions options, ExportOptions export, LogOptions log) => RangeRun.RunAsync(
        options, export.Organization, log, showsProgress: !OutputFile.IsStream(export.Output), (run, cancellationToken) =>
            RangeOutput.WriteAsync(run, export.Output, (to, partial) => export.Format == ExportOptions.Focus
                ? WriteFocusAsync(run, export, partial, to, cancellationToken)
                : WriteRowsAsync(run, export, partial, to, cancellationToken), cancellationToken));

    private static async Task WriteRowsAsync(
        RangeRun run, ExportOptions export, PartialReadings? partial, Stream to, CancellationToken cancellationToken)
    {
        IRowWriter writer = export.Format switch
        {
            ExportOptions.CommaSeparated => new CsvWriter(to),
            ExportOptions.JsonLines => new JsonLinesWriter(to),
            _ => new JsonDocumentWriter(to),
        };
        var names = await ReadNames.ReadAsync(run.Source.Directory, users: false, apiKeys: false, run.Notes, cancellationToken);
        var nameOf = ReadNames.Lookup(names.Projects, static project => project.Id, static project => project.Name);

        // The rule by tokens looks at completions alone, so nothing else is asked for.
        var surfaces = export.Allocation == AllocationMethod.Tokens ? [Surface.Completions] : run.Options.Collection.Surfaces;
        ImmutableArray<SurfaceQuery> queries =
        [
            new(Surface.Costs, ByProjectAndLineItem, export.Days),
            .. surfaces.Select(surface => new SurfaceQuery(surface, surface.GroupBy, export.Days)),
        ];
        var reader = new RangeReader(run.Source, queries, partial, run.Notes) { CostsAreOptional = true };
        var usd = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var count = 0L;
        await writer.BeginAsync(cancellationToken);
        await foreach (var month in reader.ReadAsync(cancellationToken))
        {
            for (var day = month.Window.Start; day < month.Window.End; day = day.Next)
            {
                var rows = ExportRows.Of(day, month.Find(Surface.Costs, day), month.Usage(day), export.Allocation, nameOf).ToList();
                foreach (var cost in rows.SelectMany(static row => row.Costs))
                {
                    Count(cost);
                }

                count += rows.Count;
                await writer.WriteAsync(rows, cancellationToken);
            }
        }

        await writer.EndAsync(
            new ExportMeta
            {
                Organization = run.Organization.Name,
                Days = export.Days,
                ReadAt = TimeProvider.System.GetUtcNow(),
                Allocation = ExportOptions.Name(export.Allocation),
                Pages = run.Notes.Pages,
                Warnings = run.Notes.Warnings,
                HasNames = names.Projects is not null,
                Rows = count,
                UsdByBasis = usd,
            },
            cancellationToken);

        void Count(AllocatedCost cost)
        {
            if (cost.Currency == BilledAmounts.UsDollars)
            {
                usd[RowJson.Name(cost.Basis)] = usd.GetValueOrDefault(RowJson.Name(cost.Basis)) + cost.Amount;
            }
            else
            {
                run.Notes.Warn($"Some amounts are in {cost.Currency ?? "no currency"}: they are in raw, and not in cost_usd.");
            }
        }
    }

    private static async Task WriteFocusAsync(
        RangeRun run, ExportOptions export, PartialReadings? partial, Stream to, CancellationToken cancellationToken)
    {
        var names = await ReadNames.ReadAsync(run.Source.Directory, users: false, apiKeys: true, run.Notes, cancellationToken);
        var projectOf = ReadNames.Lookup(names.Projects, static project => project.Id, static project => project.Name);
        var keyOf = ReadNames.Lookup(names.ApiKeys, static key => key.Id, static key => key.Name);
        var reader = new RangeReader(run.Source, [new(Surface.Costs, Surface.Costs.GroupBy, export.Days)], partial, run.Notes);
        await WriteAsync(FocusColumns.Header);
        await foreach (var month in reader.ReadAsync(cancellationToken))
        {
            foreach (var bucket in month.Readings[Surface.Costs].Buckets)
            {
                foreach (var billed in BilledRow.Of(bucket))
                {
                    if (Charge(billed) is { } charge)
                    {
                        await WriteAsync(FocusColumns.Line(charge));
                    }
                }
            }
        }

        FocusCharge? Charge(BilledRow billed)
        {
            if (billed.Amount is not { } amount)
            {
                return null;
            }

            if (billed.Currency is not { } currency)
            {
                run.Notes.Warn("Some amounts have no currency, and are left out.");
                return null;
            }

            return new FocusCharge
            {
                Day = billed.Bucket.Day,
                Amount = amount,
                Currency = currency,
                LineItem = LineItem.Parse(billed.LineItem),
                AccountId = run.Organization.OrganizationId ?? run.Organization.Name,
                AccountName = run.Organization.Name,
                ProjectId = billed.ProjectId,
                ProjectName = projectOf(billed.ProjectId),
                ApiKeyId = billed.ApiKeyId,
                ApiKeyName = keyOf(billed.ApiKeyId),
                Quantity = billed.Quantity,
                QuantityUnit = billed.QuantityUnit,
                Tags = billed.ProjectId is { } id && run.Options.Projects.TryGetValue(id, out var tags) ? tags : ImmutableSortedDictionary<string, string>.Empty,
            };
        }

        Task WriteAsync(string line) => to.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken).AsTask();
    }
}
