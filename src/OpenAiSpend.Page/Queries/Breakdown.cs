namespace OpenAiSpend.Page.Queries;

/// <summary>What spend is broken down by.</summary>
internal enum Breakdown
{
    /// <summary>The project.</summary>
    Project,

    /// <summary>The model, as the line item names it.</summary>
    Model,

    /// <summary>OpenAI's text of what was billed.</summary>
    LineItem,

    /// <summary>The user. Of the JSON alone: the page has a table of users, beside their tokens.</summary>
    User,
}
