using System.Collections.Immutable;
using System.Text;
using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Days;
using OpenAiSpend.Domain.Reading;
using OpenAiSpend.Domain.Surfaces;
using OpenAiSpend.Export.Days;
using OpenAiSpend.Export.Files;

namespace OpenAiSpend.Export.Focus;

/// <summary>Writes the bill of a range of days, row by row, as a CSV of FOCUS 1.2. It allocates nothing.</summary>
/// <param name="AccountId">OpenAI's id of the organization, or the configured name where none is configured.</param>
/// <param name="AccountName">The configured name of the organization.</param>
/// <param name="Days">The days to read.</param>
/// <param name="Tags">What the configuration says of projects, such as their team, by the project's id.</param>
/// <param name="Csv">How cells are written.</param>
internal sealed record FocusExport(
    string AccountId, string AccountName, DayWindow Days, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Tags, Csv Csv)
{
    /// <exception cref="SpendSourceException">The costs could not be read.</exception>
    public async Task WriteAsync(RangeReader reader, Stream to, CancellationToken cancellationToken)
    {
        var names = await reader.ReadNamesAsync(users: false, apiKeys: true, cancellationToken);
        await WriteAsync(FocusColumns.Header);
        await foreach (var month in reader.ReadAsync([new(Surface.Costs, [.. Surface.Costs.DefaultGroupBy, Dimension.ApiKeyId], Days)], costsAreOptional: false, cancellationToken))
        {
            foreach (var billed in month.Buckets[Surface.Costs].Values.SelectMany(BilledRow.Of).Where(static billed => billed.Amount is not null))
            {
                if (billed.Currency is null)
                {
                    reader.Notes.Warn("Some amounts have no currency, and are left out.");
                    continue;
                }

                await WriteAsync(FocusColumns.Cells(new FocusCharge(
                    billed, this, LineItem.Parse(billed.LineItem), names.Project(billed.ProjectId), names.ApiKey(billed.ApiKeyId))));
            }
        }

        Task WriteAsync(IEnumerable<string?> cells) => to.WriteAsync(Encoding.UTF8.GetBytes(Csv.Line(cells)), cancellationToken).AsTask();
    }
}

/// <summary>A billed row with an amount and a currency, and what else is known of its account, project and key.</summary>
/// <param name="Billed">The row.</param>
/// <param name="Export">Whose bill it is.</param>
/// <param name="LineItem">What was billed.</param>
/// <param name="ProjectName">The name of the project, or its id while the name is unknown.</param>
/// <param name="ApiKeyName">The name of the API key, or its id while the name is unknown.</param>
internal sealed record FocusCharge(BilledRow Billed, FocusExport Export, LineItem LineItem, string? ProjectName, string? ApiKeyName)
{
    public UtcDay Day => Billed.Bucket.Day;

    public decimal Amount => Billed.Amount!.Value;

    /// <summary>What the configuration says of the project, such as its team.</summary>
    public ImmutableSortedDictionary<string, string>? Tags => Export.Tags.GetValueOrDefault(Billed.ProjectId ?? string.Empty);
}
