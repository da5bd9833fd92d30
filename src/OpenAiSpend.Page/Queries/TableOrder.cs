namespace OpenAiSpend.Page.Queries;

/// <summary>What the tables are sorted by.</summary>
internal enum TableOrder
{
    /// <summary>The most first: dollars, or tokens where there are no dollars.</summary>
    Most,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The most in the last seven finished days first.</summary>
    Week,

    /// <summary>The largest change against the seven days before first, up or down.</summary>
    Change,
}
