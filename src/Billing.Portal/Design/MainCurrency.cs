using Billing.Contracts.Usage;

namespace Billing.Portal.Design;

/// <summary>Which of several currencies is drawn: amounts of two tell nothing of which is the larger, the one that is charged in most often is.</summary>
internal static class MainCurrency
{
    /// <summary>Empty when there is none.</summary>
    public static string Of(IReadOnlyList<UsageDay> days) =>
        days.GroupBy(day => day.Currency)
            .OrderByDescending(group => group.Sum(day => day.Events))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? "";
}
