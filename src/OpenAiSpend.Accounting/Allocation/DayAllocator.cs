using OpenAiSpend.Accounting.Billing;
using OpenAiSpend.Domain.Surfaces;

namespace OpenAiSpend.Accounting.Allocation;

/// <summary>Allocates the billed rows of one day.</summary>
internal sealed class DayAllocator
{
    private static readonly HashSet<Meter> NoMeters = [];

    private readonly BilledDay _day;
    private readonly AllocationMethod _method;
    private readonly bool _isByLineItem;
    private readonly bool _isByApiKey;
    private readonly UsageOfDay _usage;
    private readonly Dictionary<string, BillOfProject> _bills = new(StringComparer.Ordinal);
    private readonly LineItemIndex _lineItems;

    public DayAllocator(BilledDay day, AllocationMethod method, LineItemIndex lineItems)
    {
        _day = day;
        _lineItems = lineItems;
        _method = method;
        _isByLineItem = day.CostsGroupBy.Contains(Dimension.LineItem);
        _isByApiKey = method == AllocationMethod.LineItem && day.CostsGroupBy.Contains(Dimension.ApiKeyId);
        _usage = new UsageOfDay(day.Usage, day.CostsGroupBy.Contains(Dimension.ProjectId));
        foreach (var row in BilledRow.Of(day.Costs))
        {
            BillOf(row.ProjectId).Add(lineItems[row.LineItem], SingleUnits(row.Quantity, row.QuantityUnit));
        }
    }

    /// <summary>The parts of all rows.</summary>
    public IEnumerable<AllocatedCost> Allocate()
    {
        foreach (var row in BilledRow.Of(_day.Costs))
        {
            if (row.Amount is { } amount)
            {
                foreach (var part in Parts(row, amount))
                {
                    yield return part;
                }
            }
        }
    }

    private IEnumerable<AllocatedCost> Parts(BilledRow row, decimal amount)
    {
        var item = _lineItems[row.LineItem];
        var whole = new AllocatedCost
        {
            Day = _day.Day,
            ProjectId = row.ProjectId,
            ApiKeyId = row.ApiKeyId,
            Model = item.Model,
            LineItem = item,
            Currency = row.Currency,
            Basis = AllocationBasis.None,
            Amount = amount,
            Quantity = row.Quantity,
            QuantityUnit = row.QuantityUnit,
        };
        if (_usage.Find(whole.ProjectId) is { } project)
        {
            foreach (var share in SharesOf(whole, project))
            {
                if (share.TotalWeight > 0m)
                {
                    return Divide(whole, share);
                }
            }
        }

        return [whole];
    }

    /// <summary>Those who may have caused a row, the likeliest first. They are worked out as they are read.</summary>
    private IEnumerable<UsageShares> SharesOf(AllocatedCost row, UsageOfProject project)
    {
        // A bill that is not broken down by line item says nothing of models.
        if (_method == AllocationMethod.Tokens || !_isByLineItem)
        {
            return [Shares(row, AllocationBasis.Project, OfTokens(project), TokensAlone)];
        }

        var meter = row.LineItem.Counted;
        return !meter.IsOfModel ? OfTool(row, meter, project)
            : row.LineItem.Model is not null ? OfModel(row, meter, project)
            : meter.Kind == MeterKind.Unknown ? []
            : OfUnnamedModels(row, meter, project);
    }

    private IEnumerable<UsageShares> OfModel(AllocatedCost row, Meter meter, UsageOfProject project)
    {
        var bill = BillOf(row.ProjectId);
        var meters = bill.MetersOf(row.LineItem);
        var rows = project.Of(bill.ModelsOf(row.LineItem, project.Models)).ToList();
        yield return Shares(row, AllocationBasis.Exact, rows, of => UsageCounts.Of(of.Bucket, of.Row, meter, meters));
        yield return Shares(row, AllocationBasis.Model, rows, static of => UsageCounts.Tokens(of.Bucket, of.Row));
        yield return Shares(row, AllocationBasis.Model, rows, static of => UsageCounts.Requests(of.Bucket, of.Row));
    }

    private IEnumerable<UsageShares> OfUnnamedModels(AllocatedCost row, Meter meter, UsageOfProject project)
    {
        decimal Count(UsageRow of) => UsageCounts.Of(of.Bucket, of.Row, meter, NoMeters);
        var bill = BillOf(row.ProjectId);
        var unbilled = project.Models.ToDictionary(
            static model => model,
            model => project.Of([model]).Sum(Count) is var used and > 0m ? bill.Unbilled(model, meter.Kind, used) / used : 0m);
        var rows = project.Of(project.Models).ToList();
        yield return Shares(row, AllocationBasis.Project, rows, of => Count(of) * unbilled[of.Identity.Model ?? string.Empty]);
        yield return Shares(row, AllocationBasis.Project, rows, Count);
    }

    private IEnumerable<UsageShares> OfTool(AllocatedCost row, Meter meter, UsageOfProject project)
    {
        yield return Shares(row, AllocationBasis.Exact, project.Tools, of => UsageCounts.Of(of.Bucket, of.Row, meter, NoMeters));
    }

    private static IEnumerable<UsageRow> OfTokens(UsageOfProject project) =>
        project.Of(project.Models).Where(static row => UsageCounts.IsOfTokens(row.Bucket.Surface));

    private UsageShares Shares(AllocatedCost row, AllocationBasis basis, IEnumerable<UsageRow> usage, Func<UsageRow, decimal> count)
    {
        var isPriced = _method == AllocationMethod.LineItem;
        var shares = new UsageShares(basis);
        var others = new UsageShares(basis);
        foreach (var used in usage)
        {
            var counted = count(used);
            if (counted > 0m)
            {
                var weight = isPriced ? counted * UsageCounts.RelativePrice(used.Bucket, used.Row) : counted;
                var isOfKey = !_isByApiKey || used.Identity.ApiKeyId == row.ApiKeyId;
                (isOfKey ? shares : others).Add(used, counted, weight);
            }
        }

        // Where usage is not broken down by key, the key of the row cannot be looked for.
        return _isByApiKey && shares.Count == 0 && !others.HasApiKeys ? others : shares;
    }

    private static IEnumerable<AllocatedCost> Divide(AllocatedCost whole, UsageShares shares)
    {
        var (identities, counts, weights) = shares.Sorted();
        var amounts = Apportionment.Divide(whole.Amount, weights);
        var quantities = whole.Quantity is { } quantity ? Apportionment.Divide(quantity, counts) : null;
        for (var i = 0; i < identities.Length; i++)
        {
            var identity = identities[i];
            yield return whole with
            {
                ProjectId = identity.ProjectId,
                UserId = identity.UserId,
                ApiKeyId = shares.HasApiKeys ? identity.ApiKeyId : whole.ApiKeyId,
                Model = identity.Model,
                Basis = shares.Basis,
                Amount = amounts[i],
                Quantity = quantities?[i],
                Used = shares.Basis == AllocationBasis.Exact ? counts[i] : null,
                UsedUnit = shares.Basis == AllocationBasis.Exact ? shares.Unit : null,
            };
        }
    }

    // Tokens are billed singly or by the thousand; anything else is left as it is.
    private static decimal? SingleUnits(decimal? quantity, string? unit) =>
        quantity is { } of ? Math.Clamp(of, -UsageCounts.Most, UsageCounts.Most) * (unit == "1000_tokens" ? 1000 : 1) : null;

    private static decimal TokensAlone(UsageRow row) => UsageCounts.Tokens(row.Bucket, row.Row);

    private BillOfProject BillOf(string? projectId)
    {
        if (!_bills.TryGetValue(projectId ?? string.Empty, out var bill))
        {
            _bills.Add(projectId ?? string.Empty, bill = new BillOfProject());
        }

        return bill;
    }
}
