using System.CommandLine;
using OpenAiSpend.Accounting.Allocation;
using OpenAiSpend.Export.Files;
using OpenAiSpend.Export.Focus;
using OpenAiSpend.Export.Rows;
using OpenAiSpend.Exporter.Configuration;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Writes what was used and billed on a range of days, for everything that is not Prometheus.</summary>
internal static class ExportCommand
{
    private const string Focus = "focus";

    private static readonly Option<string> Format = new("--format")
    {
        Description = "rows: one JSON document; csv; ndjson: a JSON document a line; focus: the bill as a CSV of FOCUS 1.2.",
        DefaultValueFactory = static _ => RowFormat.JsonDocument,
    };

    private static readonly Option<string> Allocation = new("--allocation")
    {
        Description = "How billed amounts are given to users, models and keys. The format focus is the bill itself, and allocates nothing.",
        DefaultValueFactory = static _ => RowExport.Name(AllocationMethod.LineItem),
    };

    private static readonly Option<bool> RawCells = new("--raw-cells")
    {
        Description = "Write text cells of csv and focus as they are. Without it a cell that a spreadsheet takes for a formula begins with an apostrophe.",
    };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong(RowFormat.JsonDocument, RowFormat.CommaSeparated, RowFormat.JsonLines, Focus);
        Allocation.AcceptOnlyFromAmong(RowExport.Name(AllocationMethod.LineItem), RowExport.Name(AllocationMethod.Tokens));
        return new Command("export", "Write what was used and billed, and by whom, to a file.")
        {
            RangeCommands.From, RangeCommands.To, Format, Allocation, RawCells, RangeCommands.AllowMissing, RangeCommands.Output, RangeCommands.Organization,
        };
    }

    public static Task<int> RunAsync(ParseResult flags, ExporterOptions options, LogOptions log)
    {
        var days = RangeCommands.Days(flags);
        RangeCommands.RequireBegun(RangeCommands.To, days);
        RangeCommands.RequireKept(RangeCommands.To, days);
        return RangeRun.WriteAsync(options, flags, log, (run, to, cancellationToken) =>
        {
            var (organization, collection, csv) = (run.Organization, run.Options.Collection, new Csv(flags.GetValue(RawCells)));
            if (flags.GetValue(Format) == Focus)
            {
                return new FocusExport(organization.OrganizationId ?? organization.OrganizationName, organization.OrganizationName, days, run.Options.Projects, csv)
                    .WriteAsync(run.Reader, to, cancellationToken);
            }

            var method = flags.GetValue(Allocation) == RowExport.Name(AllocationMethod.Tokens) ? AllocationMethod.Tokens : AllocationMethod.LineItem;
            return new RowExport(organization.OrganizationName, days, collection.Surfaces, method, collection.Costs.SettleDays, RowFormat.Of(flags.GetValue(Format)!, csv))
                .WriteAsync(run.Reader, to, cancellationToken);
        });
    }
}
