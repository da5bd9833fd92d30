using System.Collections.Concurrent;

namespace OpenAiSpend.Accounting.Billing;

/// <summary>
/// What OpenAI's free text of a billed row says: <c>[product | ] item [, meter]</c>. The grammar is read off line
/// items that were seen; OpenAI documents none. Parsing never fails, and the raw text is kept.
/// </summary>
public sealed record LineItem
{
    private const string ProductSeparator = " | ";
    private const string MeterSeparator = ", ";

    private LineItem(string? raw, string? product, string? model, string? meter)
    {
        Raw = raw;
        Product = product;
        Model = model;
        Meter = meter;
        Counted = Allocation.Meter.Of(this);
    }

    /// <summary>OpenAI's own text, or null where the row has none.</summary>
    public string? Raw { get; }

    /// <summary>What stands before <c> | </c>, such as <c>evals</c>, or null.</summary>
    public string? Product { get; }

    /// <summary>The model, such as <c>gpt-5.4-2026-03-05</c>, or null where the item does not look like one.</summary>
    public string? Model { get; }

    /// <summary>What was metered, such as <c>cached input</c>; the item itself where it is no model and no meter is named.</summary>
    public string? Meter { get; }

    /// <summary>What the meter counts.</summary>
    internal Allocation.Meter Counted { get; }

    /// <summary>Takes a line item apart.</summary>
    public static LineItem Parse(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return new LineItem(raw, null, null, null);
        }

        string? product = null;
        var item = raw;
        if (TrySplitAtLast(item, ProductSeparator, out var before, out var after))
        {
            (product, item) = (before.Trim(), after);
        }

        string? meter = null;
        if (TrySplitAtLast(item, MeterSeparator, out before, out after))
        {
            (item, meter) = (before, after.Trim());
        }

        item = item.Trim();
        return IsModel(item)
            ? new LineItem(raw, product, item, meter)
            : new LineItem(raw, product, null, meter ?? item);
    }

    // A model's name has no white space and holds a digit or a hyphen: "gpt-5", "o3", "text-embedding-3-large".
    private static bool IsModel(string item) =>
        item.Length > 0
        && !item.Any(char.IsWhiteSpace)
        && item.Any(static c => char.IsAsciiDigit(c) || c == '-');

    private static bool TrySplitAtLast(string text, string separator, out string before, out string after)
    {
        var at = text.LastIndexOf(separator, StringComparison.Ordinal);
        (before, after) = at < 0 ? (text, string.Empty) : (text[..at], text[(at + separator.Length)..]);
        return at >= 0;
    }
}

/// <summary>Line items by OpenAI's text, each taken apart once: the same few come with every day and every poll.</summary>
public sealed class LineItemIndex
{
    private readonly ConcurrentDictionary<string, LineItem> _items = new(StringComparer.Ordinal);

    /// <summary>The line item of a text; null stands for a row that has none.</summary>
    public LineItem this[string? raw] => _items.GetOrAdd(raw ?? string.Empty, static text => LineItem.Parse(text.Length == 0 ? null : text));
}
