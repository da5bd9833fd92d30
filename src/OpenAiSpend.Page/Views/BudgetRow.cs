using OpenAiSpend.Accounting.Budgets;

namespace OpenAiSpend.Page.Views;

/// <summary>A budget in the list of all budgets.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Scope">Whose spend counts, in words.</param>
/// <param name="Status">How it stands.</param>
internal sealed record BudgetRow(string Organization, string Scope, BudgetStatus Status);
