using System.Globalization;
using Billing.Contracts.Invoices;
using NodaTime;

namespace Billing.Grains.Invoices;

// The usage behind the invoice: in sum by destination, and one by one where that is wanted.
internal static partial class InvoicePdf
{
    private const int MostSums = 12;
    private const double Uses = Right - 160;
    private const double Volume = Right - 70;
    private const double LineAt = PdfPaper.Margin + 92;
    private const double PeerAt = PdfPaper.Margin + 200;

    private static void Usage(PdfPaper paper, InvoiceSheet sheet, InvoiceUsage usage, PaperWords words, CultureInfo culture)
    {
        if (usage.Sums.Count == 0)
        {
            return;
        }

        var shown = usage.Sums.Count > MostSums ? MostSums - 1 : usage.Sums.Count;
        var amount = Exact(usage.Sums.Select(sum => sum.Amount), sheet, culture);
        paper.Y += 34;
        Room(paper, 26 + 17 * Math.Min(usage.Sums.Count, MostSums));
        Title(paper, words.YourUsage, sheet.Invoice.Currency);

        foreach (var sum in usage.Sums.Take(shown))
        {
            paper.Wire(PdfPaper.Margin, ColourOf(sum.Service));
            var name = sum.Destination is { } destination ? $"{words.Service(sum.Service)} · {destination}" : words.Service(sum.Service);
            Sum(paper, name, sum.Count, InvoiceLineText.Volume(sum.Unit, sum.Units, culture), amount(sum.Amount), culture);
        }

        if (usage.Sums.Skip(shown).ToArray() is { Length: > 0 } rest)
        {
            var volume = rest.All(sum => sum.Unit == rest[0].Unit) ? InvoiceLineText.Volume(rest[0].Unit, rest.Sum(sum => sum.Units), culture) : "";
            Sum(paper, words.Elsewhere, rest.Sum(sum => sum.Count), volume, amount(rest.Sum(sum => sum.Amount)), culture);
        }

        if (usage.Records.Count > 0)
        {
            Records(paper, sheet, usage, words, culture);
        }
    }

    private static void Sum(PdfPaper paper, string name, long count, string volume, string amount, CultureInfo culture)
    {
        paper.Text(PdfPaper.Margin + 25, paper.Fit(name, Uses - PdfPaper.Margin - 65, 8.5), 8.5);
        paper.TextBefore(Uses, $"{count.ToString("#,##0", culture)} ×", 8.5, colour: PdfPaper.Quiet);
        paper.TextBefore(Volume, volume, 8.5, colour: PdfPaper.Quiet);
        paper.TextBefore(Right, amount, 8.5);
        paper.Y += 5;
        paper.Rule(PdfPaper.Margin, Right, PdfPaper.Hairline);
        paper.Y += 12;
    }

    private static void Records(PdfPaper paper, InvoiceSheet sheet, InvoiceUsage usage, PaperWords words, CultureInfo culture)
    {
        var zone = DateTimeZoneProviders.Tzdb[usage.ZoneId];
        var amount = Exact(usage.Records.Select(record => record.Amount), sheet, culture);

        // On a page of its own, but where most of one is left.
        if (paper.Y > PdfPaper.Height / 2)
        {
            Turn();
        }
        else
        {
            paper.Y += 34;
            Head();
        }

        foreach (var record in usage.Records)
        {
            if (paper.Y + 12 > Bottom + 30)
            {
                Turn();
            }

            var at = record.StartedAt.InZone(zone).ToDateTimeUnspecified();
            paper.Text(PdfPaper.Margin, at.ToString("d MMM HH:mm:ss", culture), 7.5, colour: PdfPaper.Quiet);
            paper.Text(LineAt, paper.Fit(record.Line, PeerAt - LineAt - 6, 7.5), 7.5);
            paper.Text(PeerAt, paper.Fit(Peer(record, words), Uses - PeerAt + 30, 7.5), 7.5);
            paper.TextBefore(Volume, InvoiceLineText.Volume(record.Unit, record.Units, culture), 7.5, colour: PdfPaper.Quiet);
            paper.TextBefore(Right, amount(record.Amount), 7.5);
            paper.Y += 12;
        }

        if (usage.IsCut)
        {
            paper.Y += 6;
            paper.Text(PdfPaper.Margin, words.Cut, 8, colour: PdfPaper.Quiet);
        }

        void Turn()
        {
            paper.NextPage();
            paper.Y = 52;
            Head();
        }

        void Head()
        {
            Title(paper, words.OneByOne, sheet.Invoice.Currency);
            paper.Y -= 2;
            paper.Text(PdfPaper.Margin, words.When, 7.5, Weight.Medium, PdfPaper.Quiet);
            paper.Text(LineAt, words.Line, 7.5, Weight.Medium, PdfPaper.Quiet);
            paper.Text(PeerAt, words.Number, 7.5, Weight.Medium, PdfPaper.Quiet);
            paper.TextBefore(Volume, words.Volume, 7.5, Weight.Medium, PdfPaper.Quiet);
            paper.TextBefore(Right, words.Amount, 7.5, Weight.Medium, PdfPaper.Quiet);
            paper.Y += 14;
        }
    }

    private static string Peer(UsageRecord record, PaperWords words)
    {
        var service = words.Service(record.Service);

        return record.Peer is { } peer ? $"{service} · {peer}{(record.Destination is { } destination ? $" · {destination}" : "")}" : service;
    }
}
