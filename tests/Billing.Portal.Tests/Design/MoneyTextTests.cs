using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Core.BillingPeriods;
using Billing.Portal.Care;
using Billing.Portal.Design;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace Billing.Portal.Tests.Design;

/// <summary>Amounts have the decimals of their currency: none of a yen, three of a dinar.</summary>
public sealed class MoneyTextTests : BunitContext
{
    public MoneyTextTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();

    [Theory]
    //          amount       currency  column's  shown
    [InlineData("1500", "JPY", null, "1,500 JPY")]
    [InlineData("1500", null, "JPY", "1,500")]
    [InlineData("1.5", null, "KWD", "1.500")]
    [InlineData("1.5", "KWD", null, "1.500 KWD")]
    [InlineData("1.5", null, "USD", "1.50")]
    [InlineData("1.5", null, null, "1.50")]
    public void A_column_that_names_its_currency_has_its_decimals(string amount, string? currency, string? column, string shown)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
        var text = Render<MoneyText>(money => money
            .Add(it => it.Amount, decimal.Parse(amount, CultureInfo.InvariantCulture)).Add(it => it.Currency, currency).Add(it => it.Column, column));

        Assert.Equal(shown, text.Find("span").TextContent);
    }

    [Theory]
    [InlineData("2.5", "JPY", "3")]
    [InlineData("1.23456", "KWD", "1.235")]
    [InlineData("1.235", "USD", "1.24")]
    [InlineData("-1.235", null, "-1.24")]
    public void Sums_are_rounded_to_the_minor_unit(string amount, string? currency, string rounded) => Assert.Equal(
        decimal.Parse(rounded, CultureInfo.InvariantCulture), Money.Rounded(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));

    [Theory]
    [InlineData("JPY", "3,011", "3,000", "11")]
    [InlineData("KWD", "3,010.679", "3,000.000", "10.679")]
    public void An_offer_compares_in_the_minor_unit(string currency, string total, string fees, string usage)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var card = Render<OfferCard>(it => it
            .Add(one => one.Offer, new LineOffer(1, "Large", PlanOffer.AsPlan, 1000, 0, PeriodKind.Monthly, 1, null, ImmutableArray<string>.Empty, 0, 0))
            .Add(one => one.Currency, currency)
            .Add(one => one.Button, "Choose")
            .Add(one => one.Price, new LinePrice(1, "Large", 3000, 10.67892m, 0)));

        Assert.Equal([$"{total} {currency}", fees, usage], card.FindAll("[data-price] .money").Select(money => money.TextContent));
    }
}
