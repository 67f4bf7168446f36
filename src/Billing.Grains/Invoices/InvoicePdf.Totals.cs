using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Core.Payments;

namespace Billing.Grains.Invoices;

// What it comes to with taxes and what was owed before, and how it is paid.
internal static partial class InvoicePdf
{
    private const double TaxWidth = Right - Middle - 90;
    private const double CodeSize = 82;

    private static void Totals(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, PaperWords words, CultureInfo culture)
    {
        var invoice = sheet.Invoice;
        var taxes = sheet.Details.Taxes.Select(tax => paper.Wrap(Whole(InvoiceLineText.Tax(tax, invoice.Currency, culture)), TaxWidth, 4)).ToArray();
        Room(paper, 164 + taxes.Sum(lines => 14 + LineStep * (lines.Count - 1)));
        paper.Y += 6;
        var top = paper.Y;
        Sum(paper, words.Net, invoice.Net, sheet, culture);

        // Its rate and what it is on are at the end of its name, and have to be read.
        foreach (var (tax, lines) in sheet.Details.Taxes.Zip(taxes))
        {
            paper.TextBefore(Right, Amount(tax.Amount, sheet, culture));
            Stack(paper, Middle + 20, lines, PdfPaper.Quiet);
            paper.Y += 14;
        }

        if (sheet.ShowsPrevious)
        {
            Sum(paper, words.Total, invoice.Total, sheet, culture);
            Sum(paper, words.Previous, invoice.PreviousOwed, sheet, culture);
            Sum(paper, words.Payments, invoice.CreditedBefore - invoice.Paid, sheet, culture);

            if (invoice.CreditedBefore != 0)
            {
                Sum(paper, words.CreditNote, -invoice.CreditedBefore, sheet, culture);
            }

            if (sheet.Remaining != 0)
            {
                Sum(paper, words.Remaining, sheet.Remaining, sheet, culture);
            }
        }

        paper.Y += 6;
        var name = $"{(sheet.ShowsPrevious ? words.AmountDue : words.Total)}, {invoice.Currency}";
        var due = Amount(sheet.ShowsPrevious ? invoice.AmountDue : invoice.Total, sheet, culture);
        paper.Text(Middle + 20, name, 11, Weight.SemiBold);
        paper.TextBefore(Right, due, paper.SizeIn(Right - Middle - 28 - paper.WidthOf(name, 11, Weight.SemiBold), due, 15, Weight.SemiBold), Weight.SemiBold);
        paper.Y += 7;
        paper.Rule(Middle + 20, Right, PdfPaper.Ink, 0.8);
        paper.Y += 2.4;
        paper.Rule(Middle + 20, Right, PdfPaper.Ink, 0.8);
        var end = paper.Y;
        paper.Y = top;

        if (sheet.IsCreditNote || invoice.AmountDue == 0)
        {
            paper.Text(PdfPaper.Margin, words.Nothing, colour: PdfPaper.Quiet);
        }
        else if (sheet.PaidFrom is { } card)
        {
            paper.Text(PdfPaper.Margin, words.FromCard(card), 9, Weight.Medium);
            paper.Y += 14;
            Paying(paper, words.Reference, invoice.Number);
        }
        else
        {
            Paying(paper, words.PayBy, Day(invoice.DueOn, culture));
            Paying(paper, words.Reference, invoice.Number);

            if (sender.Iban.Length > 0)
            {
                Paying(paper, words.Account, sender.Iban);
            }

            Code(paper, sheet, sender, words);
        }

        paper.Y = Math.Max(end, paper.Y);
    }

    // A rate stays on one line with what it is on.
    private static string Whole(string tax) => tax.Replace(" %", "\u00a0%", StringComparison.Ordinal).Replace(" × ", "\u00a0×\u00a0", StringComparison.Ordinal);

    // Banks' apps read the transfer from it.
    private static void Code(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, PaperWords words)
    {
        var invoice = sheet.Invoice;

        if (EpcPayment.Of(sender.Name, sender.Iban, invoice.Currency, invoice.AmountDue, invoice.Number) is not { } transfer)
        {
            return;
        }

        paper.Y -= 4;
        paper.Squares(PdfPaper.Margin - 1, paper.Y, CodeSize, QrCode.Of(transfer));
        paper.Y += CodeSize / 2;
        paper.Text(PdfPaper.Margin + CodeSize + 8, words.Scan, 8, colour: PdfPaper.Quiet);
        paper.Y += CodeSize / 2 + 8;
    }

    private static void Paying(PdfPaper paper, string name, string value)
    {
        paper.Text(PdfPaper.Margin, name, colour: PdfPaper.Quiet);
        paper.Text(PdfPaper.Margin + 105, value, 9, Weight.Medium);
        paper.Y += 14;
    }

    private static void Sum(PdfPaper paper, string name, decimal amount, InvoiceSheet sheet, CultureInfo culture)
    {
        paper.Text(Middle + 20, name, colour: PdfPaper.Quiet);
        paper.TextBefore(Right, Amount(amount, sheet, culture));
        paper.Y += 14;
    }
}
