using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Core.Amounts;
using Billing.Core.Payments;
using NodaTime;

namespace Billing.Grains.Invoices;

/// <summary>The document of an issued invoice: A4, in the customer's language, with numbers and days as their region writes them.</summary>
/// <remarks>Pure: the same invoice and sender make the same text. It is made once all the same, since the words may change with the program.</remarks>
internal static partial class InvoicePdf
{
    private const double Right = PdfPaper.Width - PdfPaper.Margin;
    private const double Middle = 330;
    private const double CodeSize = 82;
    private const double Bottom = PdfPaper.Height - 84;

    public static byte[] Make(InvoiceSheet sheet, InvoiceUsage usage, SenderOptions sender)
    {
        ArgumentNullException.ThrowIfNull(sheet);

        var culture = CultureInfo.GetCultureInfo(sheet.Culture);
        var words = PaperWords.Of(culture);
        var paper = new PdfPaper($"{(sheet.IsCreditNote ? words.CreditNote : words.Invoice)} {sheet.Invoice.Number}", sender.Name);
        Head(paper, sheet, sender, words, culture);
        Lines(paper, sheet, sender, words, culture);
        Totals(paper, sheet, sender, words, culture);
        Usage(paper, sheet, usage, sender, words, culture);
        Foot(paper, sheet, sender);

        return paper.Build();
    }

    private static void Head(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, PaperWords words, CultureInfo culture)
    {
        var invoice = sheet.Invoice;
        paper.Y = 62;

        if (sheet.Logo is { } logo && PngImage.TryRead(logo, out var picture, out _))
        {
            paper.Picture(PdfPaper.Margin, 34, 190, 46, picture);
        }
        else
        {
            paper.Text(PdfPaper.Margin, sender.Name, 17, Weight.SemiBold);
        }

        paper.TextBefore(Right, sheet.IsCreditNote ? words.CreditNote : words.Invoice, 17, Weight.SemiBold);
        paper.Y = 78;
        paper.TextBefore(Right, invoice.Number, 9, colour: PdfPaper.Quiet);
        paper.Y = 118;
        paper.Text(PdfPaper.Margin, paper.Fit(invoice.Customer, 260, 10, Weight.Medium), 10, Weight.Medium);

        foreach (var line in sheet.Address)
        {
            paper.Y += 13;
            paper.Text(PdfPaper.Margin, paper.Fit(line, 260), colour: PdfPaper.Quiet);
        }

        var below = paper.Y;
        paper.Y = 105;
        Fact(paper, words.Date, Day(invoice.IssuedOn, culture));

        if (sheet.IsCreditNote)
        {
            Fact(paper, words.Corrects, invoice.Corrects ?? "");
        }
        else
        {
            Fact(paper, words.Period, $"{Day(invoice.PeriodFrom, culture)} – {Day(invoice.PeriodTo.PlusDays(-1), culture)}");

            if (invoice.AmountDue > 0)
            {
                Fact(paper, words.PayBy, Day(invoice.DueOn, culture));
            }
        }

        Fact(paper, words.Customer, sheet.CustomerNumber);
        paper.Y = Math.Max(below, paper.Y) + 44;
    }

    private static void Fact(PdfPaper paper, string name, string value)
    {
        paper.Y += 13;
        paper.Text(Middle + 20, name, colour: PdfPaper.Quiet);
        paper.TextBefore(Right, value, 9, Weight.Medium);
    }

    private static void Lines(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, PaperWords words, CultureInfo culture)
    {
        paper.Text(PdfPaper.Margin, words.WhatYouPayFor, 11, Weight.SemiBold);
        paper.TextBefore(Right, sheet.Invoice.Currency, 8, colour: PdfPaper.Quiet);
        paper.Y += 8;
        paper.Rule(PdfPaper.Margin, Right, PdfPaper.Ink, 0.9);
        paper.Y += 16;

        foreach (var group in sheet.Groups)
        {
            Room(paper, sheet, sender, 34);
            paper.Wire(PdfPaper.Margin, ColourOf(group.Service));
            paper.Text(PdfPaper.Margin + 25, Name(group.Service, words), 9, Weight.SemiBold);

            if (group.Lines.Count == 1 && group.Lines[0].Section == "usage")
            {
                paper.Text(Middle, InvoiceLineText.Beside(group.Lines[0], culture, Day), 8, colour: PdfPaper.Quiet);
                paper.TextBefore(Right, Amount(group.Subtotal, sheet, culture), 9, Weight.Medium);
                Close(paper);

                continue;
            }

            paper.TextBefore(Right, Amount(group.Subtotal, sheet, culture), 9, Weight.SemiBold);
            Close(paper);

            foreach (var line in group.Lines)
            {
                Room(paper, sheet, sender, 18);
                paper.Text(PdfPaper.Margin + 25, paper.Fit(line.Section == "usage" ? Name(group.Service, words) : line.Text, Middle - PdfPaper.Margin - 35));
                paper.Text(Middle, InvoiceLineText.Beside(line, culture, Day), 8, colour: PdfPaper.Quiet);
                paper.TextBefore(Right - 62, Amount(line.Amount, sheet, culture), colour: PdfPaper.Quiet);
                Close(paper);
            }
        }
    }

    private static void Close(PdfPaper paper)
    {
        paper.Y += 6;
        paper.Rule(PdfPaper.Margin, Right, PdfPaper.Hairline);
        paper.Y += 13;
    }

    private static void Totals(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, PaperWords words, CultureInfo culture)
    {
        var invoice = sheet.Invoice;
        Room(paper, sheet, sender, 164 + 14 * sheet.Details.Taxes.Count);
        paper.Y += 6;
        var top = paper.Y;
        Sum(paper, words.Net, invoice.Net, sheet, culture);

        foreach (var tax in sheet.Details.Taxes)
        {
            Sum(paper, paper.Fit(InvoiceLineText.Tax(tax, invoice.Currency, culture), Right - Middle - 90), tax.Amount, sheet, culture);
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
        paper.Text(Middle + 20, $"{(sheet.ShowsPrevious ? words.AmountDue : words.Total)}, {invoice.Currency}", 11, Weight.SemiBold);
        paper.TextBefore(Right, Amount(sheet.ShowsPrevious ? invoice.AmountDue : invoice.Total, sheet, culture), 15, Weight.SemiBold);
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

    private static void Room(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, double height)
    {
        if (paper.Y + height > Bottom)
        {
            Foot(paper, sheet, sender);
            paper.NextPage();
            paper.Y = 62;
        }
    }

    private static void Foot(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender)
    {
        paper.Y = PdfPaper.Height - 36;
        paper.Text(PdfPaper.Margin, sender.Imprint.Length > 0 ? sender.Imprint : sender.Name, 7.5, colour: PdfPaper.Quiet);
        paper.TextBefore(Right, string.Create(CultureInfo.InvariantCulture, $"{sheet.Invoice.Number} · {paper.Pages}"), 7.5, colour: PdfPaper.Quiet);
    }

    private static string Name(string service, PaperWords words) => service switch
    {
        InvoiceGroup.Fees => words.Fees,
        InvoiceGroup.Other => words.Other,
        _ => words.Service(service),
    };

    private static (byte, byte, byte) ColourOf(string service) => service.ToLowerInvariant() switch
    {
        "voice" or "call" or "sip" => (0x2F, 0x6B, 0xD8),
        "data" or "internet" => (0x2E, 0x8B, 0x57),
        "messages" or "sms" or "mms" => (0xC9, 0x65, 0x0B),
        "roaming" => (0x8A, 0x5A, 0x3C),
        "tv" or "iptv" or "vod" => (0x7A, 0x5A, 0xC2),
        _ => (0x6B, 0x7B, 0x88),
    };

    private static string Amount(decimal amount, InvoiceSheet sheet, CultureInfo culture) =>
        (amount < 0 ? "\u2212" : "") + decimal.Abs(amount).ToString("#,##" + Currency.Parse(sheet.Invoice.Currency).Format, culture);

    private static string Day(LocalDate day, CultureInfo culture) => day.ToDateTimeUnspecified().ToString("d MMM yyyy", culture);
}
