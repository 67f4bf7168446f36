using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using Billing.Portal.Invoices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;
using NodaTime;

namespace Billing.Portal.Tests.Invoices;

/// <summary>An invoice on the page says what its document says.</summary>
public sealed class InvoicePaperTests : BunitContext
{
    public InvoicePaperTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();
        Services.AddMudServices();
        Services.Configure<BrandOptions>(brand => (brand.Imprint, brand.Iban) = ("Northline, S.A.", "PT50 0002"));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Whose_a_fee_is_and_what_a_tax_office_looks_for_is_on_it()
    {
        var text = TextOf(Sheet() with { TaxNumber = "PT509000000", Note = "Purchase order 7" });

        Assert.All(
            ["3 × Mobile · 912345678", "Tax number: PT509000000", "Purchase order 7", "Replaces", "INV-000016", "What you pay for", "Pay by", "PT50 0002", "Northline, S.A."],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 33, true)]
    [InlineData(33, 33, false)] // what is paid was paid somehow
    [InlineData(0, 53, false)] // what was owed before is not taken
    public void What_is_open_and_taken_from_a_card_is_not_asked_for(int settled, int amountDue, bool isTaken)
    {
        var sheet = Sheet() with { Card = "4242" };
        var text = TextOf(sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { Settled = settled, AmountDue = amountDue } } });

        Assert.Equal(isTaken, text.Contains("Taken from your card ending in 4242", StringComparison.Ordinal));
        Assert.All(["Pay by", "PT50 0002"], part => Assert.Equal(!isTaken, text.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_credit_note_says_what_is_given_back()
    {
        var sheet = Sheet();
        var text = TextOf(sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { Kind = "credit-note" } } });

        Assert.Contains("What you are given back", text, StringComparison.Ordinal);
        Assert.DoesNotContain("What you pay for", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_may_end_between_the_days_of_a_period_and_not_within_one() =>
        Assert.Equal("1\u00a0Jun\u00a02026\u00a0– 30\u00a0Jun\u00a02026", InvoiceWords.Unbroken("1 Jun 2026 – 30 Jun 2026"));

    private string TextOf(InvoiceSheet sheet) => Render<InvoicePaper>(it => it.Add(one => one.Sheet, sheet)).Find("article").TextContent;

    private static InvoiceSheet Sheet()
    {
        var day = new LocalDate(2026, 6, 1);
        var invoice = new InvoiceRecord(
            1, "INV-000017", "invoice", 1, "Ann", day, day.PlusMonths(1), day, day, "EUR", 30, 3, 33, 0, 0, 33, 0, null, "INV-000016", null, "UTC");
        InvoiceLineRecord[] lines = [new("subscriptions", "Mobile", null, day, day.PlusMonths(1), 1, 0, null, 30) { Account = "912345678", Quantity = 3 }];

        return new(new(invoice, lines, [new("VAT", 10, 30, 3)], []), 1, "1001", [], "en-GB", InvoiceState.Unpaid);
    }
}
