using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Core.Amounts;
using NodaTime;

namespace Billing.Grains.Invoices;

/// <summary>The document of an issued invoice: A4, in the customer's language, with numbers and days as their region writes them.</summary>
/// <remarks>Pure: the same invoice and sender make the same text. It is made once all the same, since the words may change with the program.</remarks>
internal static partial class InvoicePdf
{
    private const double Right = PdfPaper.Width - PdfPaper.Margin;
    private const double Middle = 330;
    private const double AddressWidth = 260;
    private const double LineWidth = Middle - PdfPaper.Margin - 35;
    private const double LineStep = 11.5;
    private const int MostDecimals = 5;
    private const double Bottom = PdfPaper.Height - 84;

    /// <param name="other">For letters that the document's own font has not.</param>
    public static byte[] Make(InvoiceSheet sheet, InvoiceUsage usage, SenderOptions sender, TrueTypeFont? other = null)
    {
        ArgumentNullException.ThrowIfNull(sheet);

        var culture = CultureInfo.GetCultureInfo(sheet.Culture);
        var words = PaperWords.Of(culture);
        var paper = new PdfPaper($"{(sheet.IsCreditNote ? words.CreditNote : words.Invoice)} {sheet.Invoice.Number}", sender.Name, other);
        Head(paper, sheet, sender, words, culture);
        Lines(paper, sheet, words, culture);
        Totals(paper, sheet, sender, words, culture);
        Usage(paper, sheet, usage, words, culture);

        // When it is known how many there are.
        for (var page = 1; page <= paper.Pages; page++)
        {
            paper.TurnTo(page);
            Foot(paper, sheet, sender, words.PageOf(page, paper.Pages));
        }

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

        // Whom it is for stands on it whole, however long the name: a tax office wants that.
        foreach (var line in paper.Wrap(sheet.Addressee, AddressWidth, 3, 10, Weight.Medium))
        {
            paper.Text(PdfPaper.Margin, line, 10, Weight.Medium);
            paper.Y += 13;
        }

        var known = sheet.TaxNumber is { } number ? [$"{words.TaxNumber}: {number}"] : Array.Empty<string>();

        foreach (var line in sheet.Address.Concat(known).SelectMany(line => paper.Wrap(line, AddressWidth, 2)))
        {
            paper.Text(PdfPaper.Margin, line, colour: PdfPaper.Quiet);
            paper.Y += 13;
        }

        var below = paper.Y - 13;
        paper.Y = 105;
        Fact(paper, words.Date, Day(invoice.IssuedOn, culture));

        if (sheet.IsCreditNote)
        {
            Fact(paper, words.Corrects, invoice.Corrects ?? "");
        }
        else
        {
            if (invoice.Replaces is { } replaced)
            {
                Fact(paper, words.Replaces, replaced);
            }

            var last = invoice.PeriodTo.PlusDays(-1);
            Fact(paper, words.Period, last > invoice.PeriodFrom ? $"{Day(invoice.PeriodFrom, culture)} – {Day(last, culture)}" : Day(last, culture));

            if (invoice.AmountDue > 0 && sheet.PaidFrom is null)
            {
                Fact(paper, words.PayBy, Day(invoice.DueOn, culture));
            }
        }

        Fact(paper, words.Customer, sheet.CustomerNumber);
        paper.Y = Math.Max(below, paper.Y) + 44;

        if (sheet.Note is { } note)
        {
            Stack(paper, PdfPaper.Margin, paper.Wrap(note, Right - PdfPaper.Margin, 4));
            paper.Y += 28;
        }
    }

    private static void Fact(PdfPaper paper, string name, string value)
    {
        paper.Y += 13;
        paper.Text(Middle + 20, name, colour: PdfPaper.Quiet);
        paper.TextBefore(Right, value, 9, Weight.Medium);
    }

    private static void Lines(PdfPaper paper, InvoiceSheet sheet, PaperWords words, CultureInfo culture)
    {
        Title();

        foreach (var group in sheet.Groups)
        {
            Room(paper, 34, Title);
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
                var text = paper.Wrap(line.Section == "usage" ? Name(group.Service, words) : InvoiceLineText.Of(line, culture), LineWidth, 3);
                Room(paper, 18 + LineStep * (text.Count - 1), Title);
                paper.Text(Middle, InvoiceLineText.Beside(line, culture, Day), 8, colour: PdfPaper.Quiet);
                paper.TextBefore(Right - 62, Amount(line.Amount, sheet, culture), colour: PdfPaper.Quiet);
                Stack(paper, PdfPaper.Margin + 25, text);
                Close(paper);
            }
        }

        void Title() => InvoicePdf.Title(paper, sheet.IsCreditNote ? words.WhatIsGivenBack : words.WhatYouPayFor, sheet.Invoice.Currency);
    }

    // One under the other; the last one is where what follows counts from.
    private static void Stack(PdfPaper paper, double x, IReadOnlyList<string> lines, (byte, byte, byte)? colour = null)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            paper.Y += i == 0 ? 0 : LineStep;
            paper.Text(x, lines[i], colour: colour);
        }
    }

    private static void Close(PdfPaper paper)
    {
        paper.Y += 6;
        paper.Rule(PdfPaper.Margin, Right, PdfPaper.Hairline);
        paper.Y += 13;
    }

    /// <param name="head">What is repeated where a table goes on.</param>
    private static void Room(PdfPaper paper, double height, Action? head = null)
    {
        if (paper.Y + height > Bottom)
        {
            paper.NextPage();
            paper.Y = 62;
            head?.Invoke();
        }
    }

    private static void Title(PdfPaper paper, string title, string currency)
    {
        paper.Text(PdfPaper.Margin, title, 11, Weight.SemiBold);
        paper.TextBefore(Right, currency, 8, colour: PdfPaper.Quiet);
        paper.Y += 8;
        paper.Rule(PdfPaper.Margin, Right, PdfPaper.Ink, 0.9);
        paper.Y += 16;
    }

    private static void Foot(PdfPaper paper, InvoiceSheet sheet, SenderOptions sender, string page)
    {
        paper.Y = PdfPaper.Height - 36;
        paper.TextBefore(Right, $"{sheet.Invoice.Number} · {page}", 7.5, colour: PdfPaper.Quiet);

        foreach (var line in paper.Wrap(sender.Imprint.Length > 0 ? sender.Imprint : sender.Name, Right - PdfPaper.Margin - 130, 2, 7.5))
        {
            paper.Text(PdfPaper.Margin, line, 7.5, colour: PdfPaper.Quiet);
            paper.Y += 10;
        }
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

    // Exact amounts of one column have the same decimals, as many as the longest needs: the points stand below each other.
    private static Func<decimal, string> Exact(IEnumerable<decimal> amounts, InvoiceSheet sheet, CultureInfo culture)
    {
        var decimals = Currency.Parse(sheet.Invoice.Currency).MinorUnitDigits;

        foreach (var amount in amounts)
        {
            while (decimals < MostDecimals && decimal.Round(amount, decimals) != amount)
            {
                decimals++;
            }
        }

        return amount => (amount < 0 ? "\u2212" : "") + decimal.Abs(amount).ToString($"N{decimals}", culture);
    }

    private static string Day(LocalDate day, CultureInfo culture) => day.ToDateTimeUnspecified().ToString("d MMM yyyy", culture);
}
