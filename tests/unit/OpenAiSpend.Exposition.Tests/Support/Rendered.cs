using System.Collections.Immutable;
using System.Text;
using OpenAiSpend.Accounting;
using OpenAiSpend.Accounting.Budgets;
using OpenAiSpend.Domain.Snapshot;
using OpenAiSpend.Exposition.Serving;
using OpenAiSpend.Exposition.Text;

namespace OpenAiSpend.Exposition.Tests.Support;

/// <summary>Renders, for tests.</summary>
internal static class Rendered
{
    /// <summary>Shows all that there is.</summary>
    public static readonly ExpositionOptions Everything = new() { UsageMeasures = ["all"] };

    public static byte[] Bytes(this ChunkedBuffer buffer) => [.. buffer.Chunks.SelectMany(chunk => chunk.ToArray())];

    public static string Text(this ChunkedBuffer buffer) => Encoding.UTF8.GetString(buffer.Bytes());

    public static SpendReport Report(SpendSnapshot snapshot, OrganizationSettings? settings = null, int days = 35) => SpendReport.Of(snapshot, new AccountingOptions
    {
        AllocatedDays = days,
        Settings = snapshot.Organizations.DistinctBy(static organization => organization.Name)
            .ToImmutableDictionary(static organization => organization.Name, _ => settings ?? OrganizationSettings.None),
    });

    public static SpendExposition Of(SpendSnapshot snapshot, ExpositionOptions? options = null, OrganizationSettings? settings = null)
    {
        options ??= Everything;
        return SpendExposition.Of(Report(snapshot, settings, options.CostDays), options);
    }

    public static TestKit.Exposition.ParsedExposition Page(SpendSnapshot snapshot, ExpositionOptions? options = null, OrganizationSettings? settings = null) =>
        TestKit.Exposition.ParsedExposition.Parse(Of(snapshot, options, settings).Spend.Plain.Bytes());
}
