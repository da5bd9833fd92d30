using System.Collections.Immutable;
using OpenAiSpend.Accounting.Allocation;

namespace OpenAiSpend.Accounting.Customers;

/// <summary>Whose a billed amount is, by weights; a blank customer is nobody.</summary>
/// <param name="Customers">The customers, in order.</param>
/// <param name="Weights">Their weights; not all of them are zero, unless there are none.</param>
internal sealed record CustomerShares(ImmutableArray<string> Customers, ImmutableArray<decimal> Weights)
{
    /// <summary>The shares of traced tokens in billed ones.</summary>
    public static CustomerShares Of(decimal billed, IReadOnlyList<(string Customer, decimal Tokens)> traced)
    {
        var all = traced.Sum(static row => row.Tokens);
        var untraced = Math.Max(0m, billed - all) + traced.Where(static row => row.Customer.Length == 0).Sum(static row => row.Tokens);
        var named = traced.Where(static row => row.Customer.Length > 0);
        return untraced > 0m
            ? new CustomerShares([string.Empty, .. named.Select(static row => row.Customer)], [untraced, .. named.Select(static row => row.Tokens)])
            : new CustomerShares([.. named.Select(static row => row.Customer)], [.. named.Select(static row => row.Tokens)]);
    }

    /// <summary>Divides an amount. The parts add up to it to the last digit; without any customer all of it is nobody's.</summary>
    public IEnumerable<(string Customer, decimal Amount)> Divide(decimal amount) => Customers.IsEmpty
        ? [(string.Empty, amount)]
        : Customers.Zip(Apportionment.Divide(amount, Weights.AsSpan()));
}
