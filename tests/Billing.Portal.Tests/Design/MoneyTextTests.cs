using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Contracts.Lines;
using Billing.Contracts.Payers;
using Billing.Contracts.Reports;
using Billing.Core.BillingPeriods;
using Billing.Core.Invoices;
using Billing.Portal.Care;
using Billing.Portal.Design;
using Billing.Portal.Desk;
using Billing.Portal.Invoices;
using Billing.Portal.Reports;
using Billing.Portal.Subscriptions;
using Billing.Portal.Today;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Design;

/// <summary>Amounts have the decimals of their currency: none of a yen, three of a dinar.</summary>
public sealed class MoneyTextTests : BunitContext
{
    public MoneyTextTests() => Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>().AddSingleton<FailureDesk>();

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
            .Add(one => one.IsCompared, true)
            .Add(one => one.Price, new LinePrice(1, "Large", 3000, 10.67892m, 0)));

        Assert.Equal([$"{total} {currency}", $"{fees} {currency}", $"{usage} {currency}"], card.FindAll("[data-price] .money").Select(money => money.TextContent));
    }

    [Theory]
    //          currency  charged  net       tax     due
    [InlineData("JPY", "1,500", "1,500", "150", "1,650")]
    [InlineData("KWD", "1,500.000", "1,500.000", "150.000", "1,650.000")]
    [InlineData("USD", "1,500.00", "1,500.00", "150.00", "1,650.00")]
    public void An_invoice_and_its_charges_have_the_decimals_of_their_currency(string currency, string charged, string net, string tax, string due)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
        Services.AddMudServices();
        Services.AddOptions<BrandOptions>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var day = new LocalDate(2026, 6, 1);
        var invoice = new InvoiceRecord(
            1, "INV-1", "invoice", 1, "Ann", day, day.PlusMonths(1), day, day, currency, 1500, 150, 1650, 0, 0, 1650, 0, null, null, null, "UTC");
        var lines = new[] { new InvoiceLineRecord("subscriptions", "Basic", null, day, day.PlusMonths(1), 1, 0, null, 1500) };
        var sheet = new InvoiceSheet(new(invoice, lines, [new("VAT", 10, 1500, 150)], []), 1, "1001", [], "en", InvoiceState.Unpaid);

        var paper = Render<InvoicePaper>(it => it.Add(one => one.Sheet, sheet));
        var table = Render<ChargeTable>(it => it
            .Add(one => one.Charges, [new ChargeView(Instant.FromUtc(2026, 6, 1, 0, 0), "fee", "Basic", 1500, "2026-06-01", "2026-07-01")]).Add(one => one.Currency, currency));

        Assert.Equal([net, net, net, tax, due], paper.FindAll(".money").Select(money => money.TextContent));
        Assert.Equal(charged, table.Find(".money").TextContent);
    }

    [Theory]
    [InlineData("JPY", "1,235", "1,235")]
    [InlineData("KWD", "1,234.568", "1,234.568")]
    [InlineData("USD", "1,234.57", "1,234.57")]
    public void Figures_of_today_and_of_reports_are_in_the_minor_unit(string currency, string today, string report)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");

        Assert.Equal($"{today}<small>{currency}</small>", TodayPage.Sum([new(currency, 1234.56789m)], currency).Value);
        Assert.Equal(report, ReportsPage.Figure(ReportMeasure.Charged, 1234.56789m, currency));
        Assert.Equal("1,234.5679", ReportsPage.Figure(ReportMeasure.AveragePrice, 1234.56789m, currency)); // a price of a unit, at its own precision
    }
}
