using System.Globalization;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Today;

/// <summary>What a sum of today is beside that of the same day a week ago.</summary>
internal static class WeekAgo
{
    // Beyond that a percentage says no more than that there was little: how little is said instead.
    private const decimal MostTimes = 3;

    /// <param name="currency">Of both sums.</param>
    /// <returns>Null: nothing was there then to compare with.</returns>
    public static string? Beside(decimal now, decimal then, string currency, IStringLocalizer<Words> text) =>
        then <= 0 ? null
        : now > then * MostTimes ? text["{0} a week ago", Money.Text(Money.Rounded(then, currency), currency, CultureInfo.CurrentCulture)].Value
        : text["{0} % against a week ago", ((now / then - 1) * 100).ToString("+0.#;\u22120.#;0", CultureInfo.CurrentCulture)].Value;
}
