namespace OpenAiSpend.Page.Views;

/// <summary>A user of an organization.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Id">The user's id; blank for nobody.</param>
/// <param name="Name">What people call the user.</param>
/// <param name="Sum">What the user spent and used.</param>
internal sealed record UserRow(string Organization, string Id, string Name, UserSum Sum);
