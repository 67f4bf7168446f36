using Billing.Contracts.Tariffs;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Tariffs;

/// <summary>The calendars that a tariff may have.</summary>
internal static class PeriodChoices
{
    public static async Task<IReadOnlyList<(long? Value, string Text)>> LoadAsync(ITariffQuery tariffs, IStringLocalizer text) =>
    [
        (null, text["one price at all times"].Value),
        .. (await tariffs.PeriodSetsAsync(CancellationToken.None)).Select(set => ((long?)set.PeriodSetId, set.Name)),
    ];
}
