using System.Globalization;
using Billing.Contracts.Rating;
using Billing.Core.Rating;
using Billing.Portal.Design;
using Microsoft.Extensions.Localization;

namespace Billing.Portal.Rating;

/// <summary>The parts of a price in words.</summary>
internal static class PartWords
{
    public static string Kind(RatedPartKind kind, IStringLocalizer text) => kind switch
    {
        RatedPartKind.FreeUnits => text["Free units of the rate"],
        RatedPartKind.ConnectFee => text["Connect fee"],
        RatedPartKind.Surcharge => text["Surcharge, %"],
        RatedPartKind.Minimum => text["Up to the least charge"],
        RatedPartKind.Maximum => text["Down to the most"],
        RatedPartKind.ReservedMoney => text["Reserved money"],
        _ => text["Usage"],
    };

    /// <summary>What pays or takes off; empty: plain money.</summary>
    public static string Payer(RatingPart part, IStringLocalizer text) => part switch
    {
        { Payer: null } => "",
        { IsAllowance: true } => text["allowance {0}", part.Payer],
        { Percent: 0 } => text["counted for {0}", part.Payer],
        _ => text["{0} % off by {1}", part.Percent.ToString("0.##", CultureInfo.CurrentCulture), part.Payer],
    };

    /// <summary>A part on a line of its own: "2 min: allowance Minutes, 0.00 USD".</summary>
    public static string Line(RatingPart part, RatingPrice price, IStringLocalizer text)
    {
        var culture = CultureInfo.CurrentCulture;
        var what = part.Units == 0 ? Kind(part.Kind, text) : Quantity.Text(price.Unit, part.Units, culture);
        string[] said = [Payer(part, text), Money.Text(part.Amount, price.Currency, culture)];

        return $"{what}: {string.Join(", ", said.Where(word => word.Length > 0))}";
    }
}
