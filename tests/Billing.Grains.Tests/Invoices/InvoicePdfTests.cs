using System.Globalization;
using Billing.Contracts.Invoices;
using Billing.Core.Invoices;
using Billing.Grains.Invoices;
using NodaTime;
using UglyToad.PdfPig;

namespace Billing.Grains.Tests.Invoices;

/// <summary>What is printed can be read back.</summary>
public sealed class InvoicePdfTests
{
    // Of Debian's fonts-droid-fallback.
    private const string Chinese = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf";

    private static readonly SenderOptions Sender = new() { Name = "Northline", Imprint = "Northline Telecom, S.A. · NIF 509 000 000", Iban = "PT50 0002 0123 1234 5678 9015 4" };

    [Fact]
    public void It_says_what_was_stored()
    {
        var text = TextOf(InvoicePdf.Make(Sheet("en-GB", previous: 10, paid: 4), InvoiceUsage.None, Sender));

        string[] expected =
        [
            "INV-000017", "Анна Коваленко / Anna Kovalenko", "1100-063 Lisboa", "C-100231", "1 Nov 2026 – 30 Nov 2026", "15 Dec 2026", "Fees", "Mobile 20 GB, monthly fee",
            "18.90", "Voice", "47 × · 3:12:00", "9.31", "VAT 23 % × 36.17", "8.32", "Owed before", "Payments received", "Amount due, EUR", "50.49", "PT50 0002 0123 1234 5678 9015 4",
        ];
        Assert.All(expected, part => Assert.Contains(Squeezed(part), text, StringComparison.Ordinal));
    }

    [Fact]
    public void In_the_language_and_numbers_of_its_customer()
    {
        var text = TextOf(InvoicePdf.Make(Sheet("es-ES", previous: 0, paid: 0), InvoiceUsage.None, Sender));

        Assert.All(["Factura", "Quépagausted", "44,49", "Total,EUR"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Saldoanterior", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fee_names_its_pieces_and_the_line_that_it_is_of()
    {
        var sheet = Sheet("en-GB", 0, 0);
        InvoiceLineRecord[] lines =
        [
            Line("subscriptions", "Mobile 20 GB", 18) with { Account = "912345678" }, Line("subscriptions", "Trunk channel", 3_600) with { Account = "pbx.lisboa", Quantity = 1_200 },
        ];
        var text = TextOf(InvoicePdf.Make(sheet with { Details = sheet.Details with { Lines = lines } }, InvoiceUsage.None, Sender));

        Assert.All(["Mobile20GB·912345678", "1,200×Trunkchannel·pbx.lisboa"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en-GB", "Portugal Tax number: PT509000000", "Replaces INV-000016")]
    [InlineData("es-ES", "Portugal Identificación fiscal: PT509000000", "Sustituye a INV-000016")]
    public void A_tax_office_and_whoever_pays_it_find_what_they_look_for(string culture, string taxNumber, string replaces)
    {
        var sheet = Sheet(culture, 0, 0) with { TaxNumber = "PT509000000", Note = "Purchase order 4500012345. Reverse charge: Article 196 of Directive 2006/112/EC" };
        var text = TextOf(InvoicePdf.Make(
            sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { Replaces = "INV-000016" } } }, InvoiceUsage.None, Sender));

        Assert.All([taxNumber, replaces, sheet.Note], part => Assert.Contains(Squeezed(part), text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_period_of_one_day_is_told_as_that_day()
    {
        var sheet = Sheet("en-GB", 0, 0);
        var invoice = sheet.Invoice with { PeriodFrom = sheet.Invoice.PeriodTo.PlusDays(-1) };
        var text = TextOf(InvoicePdf.Make(sheet with { Details = sheet.Details with { Invoice = invoice } }, InvoiceUsage.None, Sender));

        Assert.Contains("Period30Nov2026Payby", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_pays_from_a_card_without_being_asked_is_not_asked_to_pay()
    {
        var text = TextOf(InvoicePdf.Make(Sheet("en-GB", 0, 0) with { Card = "4242" }, InvoiceUsage.None, Sender));

        Assert.Contains("Takenfromyourcardendingin4242", text, StringComparison.Ordinal);
        Assert.All(["Payby", "Scantopay", "PT500002"], part => Assert.DoesNotContain(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)] // it was paid somehow
    [InlineData(20, false)] // what was owed before is not taken
    public void What_no_card_takes_is_asked_for(int previous, bool isPaid)
    {
        var sheet = Sheet("en-GB", previous, 0) with { Card = "4242" };
        var invoice = sheet.Invoice with { Settled = isPaid ? sheet.Invoice.Total : 0 };
        var text = TextOf(InvoicePdf.Make(sheet with { Details = sheet.Details with { Invoice = invoice } }, InvoiceUsage.None, Sender));

        Assert.DoesNotContain("4242", text, StringComparison.Ordinal);
        Assert.All(["Payby", "Scantopay", "PT500002"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Many_lines_are_on_many_pages_and_what_the_font_has_not_does_no_harm()
    {
        var sheet = Sheet("en-GB", 0, 0);
        var lines = Enumerable.Range(1, 120).Select(i => Line("one-off", $"Order {i} 中", 1m)).ToArray();
        using var pdf = PdfDocument.Open(InvoicePdf.Make(sheet with { Details = sheet.Details with { Lines = lines } }, InvoiceUsage.None, Sender));

        Assert.True(pdf.NumberOfPages > 2, $"{pdf.NumberOfPages}");
        Assert.Contains("Order120?", Squeezed(pdf.GetPage(pdf.NumberOfPages).Text), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_font_has_not_is_taken_from_the_operators_other_one_and_what_neither_has_is_asked_for()
    {
        var sheet = Sheet("en-GB", 0, 0);
        var lines = new[] { Line("one-off", "Order 中文 Ω 𐍈", 1m) };
        var other = TrueTypeFont.Read(Chinese);
        using var pdf = PdfDocument.Open(InvoicePdf.Make(sheet with { Details = sheet.Details with { Lines = lines } }, InvoiceUsage.None, Sender, other));

        Assert.Contains("Order中文Ω?", Squeezed(pdf.GetPage(1).Text), StringComparison.Ordinal);
        Assert.Contains(pdf.GetPage(1).Letters, letter => letter.Value == "中" && letter.FontName!.EndsWith("DroidSansFallbackFull", StringComparison.Ordinal));
    }

    [Fact]
    public void A_word_that_is_wider_than_a_line_goes_on_in_the_next_and_loses_nothing()
    {
        var paper = new PdfPaper("", "");
        var word = string.Concat(Enumerable.Range(0, 60).Select(i => (char)('a' + i % 26)));

        var lines = paper.Wrap($"Name {word} end", 120, 9);

        Assert.Equal($"Name{word}end", string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(paper.WidthOf(line, 9, Weight.Regular) <= 120, line));
        Assert.EndsWith("…", paper.Wrap($"Name {word} end", 120, 2)[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wOF2 is not read")]
    public void A_file_that_is_no_font_is_refused_by_its_name(string content)
    {
        var path = Path.GetTempFileName();

        try
        {
            File.WriteAllText(path, content);
            var checks = new SenderChecks();

            Assert.True(checks.Validate(null, new()).Succeeded);
            Assert.Contains($"Billing:Brand:OtherFont: expected a file of a font with TrueType outlines (.ttf), or nothing; {path}", checks.Validate(null, new() { OtherFont = path }).FailureMessage, StringComparison.Ordinal);
            Assert.Contains("/nowhere", checks.Validate(null, new() { OtherFont = "/nowhere" }).FailureMessage, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Usage_is_summed_by_destination_and_listed_one_by_one_where_that_is_wanted()
    {
        UsageSum[] sums =
        [
            new("voice", "Spain, mobile", "second", 40, 9_600, 8.11m), new("voice", "Portugal", "second", 7, 1_920, 1.20m), new("data", null, "byte", 90, 20_000_000_000, 0),
        ];
        var records = Enumerable.Range(0, 130).Select(i => new UsageRecord(
            Instant.FromUtc(2026, 11, 1, 23, 30) + Duration.FromHours(i), "912345678", "voice", $"34600{i:000000}", "Spain, mobile", "second", 61, 0.1m)).ToArray();
        using var pdf = PdfDocument.Open(InvoicePdf.Make(Sheet("en-GB", 0, 0), new(sums, records, IsCut: true, "Europe/Lisbon"), Sender));

        var first = Squeezed(pdf.GetPage(1).Text);
        Assert.All(["Yourusage", "Voice·Spain,mobile", "40×", "2:40:00", "8.11", "Data", "20.000GB"], part => Assert.Contains(part, first, StringComparison.Ordinal));
        Assert.DoesNotContain("Usageonebyone", first, StringComparison.Ordinal);
        var rest = Squeezed(string.Concat(pdf.GetPages().Skip(1).Select(page => page.Text)));
        Assert.Equal(130, rest.Split("Voice·34600").Length - 1);
        Assert.All(["Usageonebyone", "1Nov23:30:00", "0:01:01", "Therearemore"], part => Assert.Contains(part, rest, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(250_400_000, "en-GB", "250.4 MB")]
    [InlineData(9_999_000_000, "en-GB", "9,999 MB")]
    [InlineData(9_999_000_001, "en-GB", "9.999 GB")]
    [InlineData(10_000_000_000, "es-ES", "10,000 GB")]
    [InlineData(1_234_567_890_000, "es-ES", "1.234,568 GB")]
    public void Large_volumes_are_gigabytes_to_the_megabyte(long octets, string culture, string printed) =>
        Assert.Equal(printed, InvoiceLineText.Volume("byte", octets, CultureInfo.GetCultureInfo(culture)).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 2)]
    public void Usage_one_by_one_begins_on_the_page_where_most_of_it_is_left_and_else_on_its_own(int lines, int pages)
    {
        var sheet = Sheet("en-GB", 0, 0);
        var orders = Enumerable.Range(1, lines).Select(i => Line("one-off", $"Order {i}", 1)).ToArray();
        var record = new UsageRecord(Instant.FromUtc(2026, 11, 1, 23, 30), "912345678", "voice", "34600", "Spain, mobile", "second", 61, 0.1m);
        using var pdf = PdfDocument.Open(InvoicePdf.Make(
            sheet with { Details = sheet.Details with { Lines = orders } },
            new([new("voice", "Spain, mobile", "second", 1, 61, 0.1m)], [record], IsCut: false, "Europe/Lisbon"),
            new() { Name = "Northline" }));

        Assert.Equal(pages, pdf.NumberOfPages);
        Assert.Contains("UsageonebyoneEUR", Squeezed(pdf.GetPage(pages).Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EUR", "PT50 0002 0123 1234 5678 9015 4", true)]
    [InlineData("USD", "PT50 0002 0123 1234 5678 9015 4", false)]
    [InlineData("EUR", "", false)]
    public void What_is_to_be_paid_in_euros_has_a_code_for_banks_apps(string currency, string iban, bool hasCode)
    {
        var sheet = Sheet("en-GB", 0, 0);
        sheet = sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { Currency = currency } } };
        using var pdf = PdfDocument.Open(InvoicePdf.Make(sheet, InvoiceUsage.None, new() { Name = "Northline", Iban = iban }));

        Assert.Equal(hasCode, Squeezed(pdf.GetPage(1).Text).Contains("Scantopay", StringComparison.Ordinal));
        Assert.Equal(hasCode, pdf.GetPage(1).Paths.Sum(path => path.Count) > 300); // its squares
    }

    [Theory]
    //          currency total     printed   and not
    [InlineData("JPY", "4449", "4,449", "4,449.")]
    [InlineData("KWD", "44.49", "44.490", "44.4900")]
    [InlineData("EUR", "44.49", "44.49", "44.490")]
    public void Amounts_have_the_decimals_of_their_currency(string currency, string asked, string expected, string unexpected)
    {
        var total = decimal.Parse(asked, CultureInfo.InvariantCulture);
        var sheet = Sheet("en-GB", 0, 0);
        var invoice = sheet.Invoice with { Currency = currency, Net = total, Tax = 0, Total = total, AmountDue = total };
        var text = TextOf(InvoicePdf.Make(sheet with { Details = sheet.Details with { Invoice = invoice, Lines = [Line("one-off", "Router", total)], Taxes = [] } }, InvoiceUsage.None, Sender));

        Assert.Contains($"{currency}{expected}", text, StringComparison.Ordinal);
        Assert.DoesNotContain(unexpected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_paid_too_much_is_said_so_that_the_sums_come_to_nothing_due()
    {
        var sheet = Sheet("en-GB", previous: -60, paid: 0);
        var text = TextOf(InvoicePdf.Make(
            sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { AmountDue = 0 } } }, InvoiceUsage.None, Sender));

        // 44.49 - 60 + 15.51
        Assert.All(
            ["Total44.49", "Owedbefore\u221260.00", "Leftforthenextinvoice15.51", "Amountdue,EUR0.00"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Payby", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Leftforthenextinvoice", TextOf(InvoicePdf.Make(Sheet("en-GB", previous: 10, paid: 4), InvoiceUsage.None, Sender)), StringComparison.Ordinal);
    }

    [Theory]
    //          name         percent  net        currency culture  printed
    [InlineData("VAT", "21", "100", "EUR", "en-GB", "VAT, 21 % × 100.00")]
    [InlineData("IVA 21 %", "21", "1100.5", "EUR", "es-ES", "IVA 21 % × 1100,50")]
    [InlineData("VAT 23%", "3", "10", "USD", "en-GB", "VAT 23%, 3 % × 10.00")]
    [InlineData("Telecom", "5.5", "-1200", "JPY", "en-GB", "Telecom, 5.5 % × \u22121,200")]
    public void A_tax_is_told_with_its_rate_and_what_it_is_on(string name, string percent, string net, string currency, string culture, string printed) =>
        Assert.Equal(printed, InvoiceLineText.Tax(
            new(name, decimal.Parse(percent, CultureInfo.InvariantCulture), decimal.Parse(net, CultureInfo.InvariantCulture), 0), currency, CultureInfo.GetCultureInfo(culture))
            .Replace("1.100,50", "1100,50", StringComparison.Ordinal)); // whether four digits are grouped is the culture data's

    // A bill with long names of everything, four taxes, and usage one by one, over several pages.
    [Fact]
    public void Nothing_is_cut_that_has_to_be_read_and_nothing_runs_into_something_else_or_over_the_edge()
    {
        using var pdf = PdfDocument.Open(Crowded());
        var text = Squeezed(string.Concat(pdf.GetPages().Select(page => page.Text)));

        Assert.All(
            [
                "Serviços Integrados do Norte, Unipessoal, Limitada", "Bloco 33, 4.º Direito", "Professor Doutor Egas Moniz, monthly fee", "and a router of the operator",
                "VAT reduced rate for islands, 5 % × 2,000.00", "Telecommunications levy for the universal service fund, 1.5 % × 12,345.67",
            ],
            part => Assert.Contains(Squeezed(part), text, StringComparison.Ordinal));

        foreach (var page in pdf.GetPages())
        {
            var boxes = page.GetWords().Select(word => (word.Text, Box: word.BoundingBox)).ToArray();
            Assert.All(boxes, one => Assert.True(one.Box.Left >= 47 && one.Box.Right <= 548 && one.Box.Bottom >= 20 && one.Box.Top <= 842, $"{page.Number}: {one.Text} {one.Box}"));

            for (var i = 0; i < boxes.Length; i++)
            {
                Assert.DoesNotContain(boxes.Skip(i + 1), other =>
                    double.Min(other.Box.Right, boxes[i].Box.Right) - double.Max(other.Box.Left, boxes[i].Box.Left) > 0.5
                    && double.Min(other.Box.Top, boxes[i].Box.Top) - double.Max(other.Box.Bottom, boxes[i].Box.Bottom) > 0.5);
            }
        }
    }

    [Fact]
    public void Each_page_says_which_of_how_many_it_is_and_a_table_that_goes_on_has_its_head_again()
    {
        using var pdf = PdfDocument.Open(Crowded());
        var pages = pdf.GetPages().Select(page => Squeezed(page.Text)).ToArray();

        Assert.True(pages.Length > 3, $"{pages.Length}");
        Assert.All(pages, (text, i) => Assert.Contains($"INV-000017·page{i + 1}of{pages.Length}", text, StringComparison.Ordinal));
        Assert.All(pages.Where(text => text.Contains("Mobile50GB", StringComparison.Ordinal)), text => Assert.Contains("WhatyoupayforEUR", text, StringComparison.Ordinal));
        Assert.All(pages.Where(text => text.Contains("Voice·34600", StringComparison.Ordinal)), text => Assert.Contains("WhenLineNumberUsedAmount", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Amounts_of_a_column_end_at_one_edge_and_have_as_many_decimals_as_each_other()
    {
        using var pdf = PdfDocument.Open(Crowded());
        var amounts = pdf.GetPages().Last().GetWords().Where(word => word.BoundingBox.Left > 490 && word.Text.Contains('.', StringComparison.Ordinal)).ToArray();

        Assert.True(amounts.Length > 10, $"{amounts.Length}");
        Assert.All(amounts, word => Assert.InRange(word.BoundingBox.Right, 546, 547.5));
        Assert.Single(amounts.Select(word => word.Text.Length - word.Text.IndexOf('.', StringComparison.Ordinal)).Distinct());
        Assert.Contains(amounts, word => word.Text == "0.10000");
    }

    [Fact]
    public void A_credit_note_says_what_is_given_back()
    {
        var sheet = Sheet("en-GB", 0, 0);
        sheet = sheet with { Details = sheet.Details with { Invoice = sheet.Invoice with { Kind = "credit-note", Corrects = "INV-000016" } } };
        var text = TextOf(InvoicePdf.Make(sheet, InvoiceUsage.None, Sender));

        Assert.Contains("Whatyouaregivenback", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Whatyoupayfor", text, StringComparison.Ordinal);
    }

    private static byte[] Crowded()
    {
        var sheet = Sheet("en-GB", 1_234_567.89m, 1_000);
        var fees = Enumerable.Range(1, 34)
            .Select(i => i % 7 == 0 ? $"Business trunk with thirty channels, branch office {i}, Rua Professor Doutor Egas Moniz, monthly fee" : $"Line {i}: Mobile 50 GB, monthly fee")
            .Select(name => Line("subscriptions", name, 29.9m) with { FromOn = new LocalDate(2026, 11, 1), ToOn = new LocalDate(2026, 12, 1) });
        InvoiceLineRecord[] lines =
        [
            .. fees, Line("usage", "voice", 12_345.67m) with { Count = 12_345, Units = 1_234_567, Unit = "second" },
            Line("one-off", "Installation of fibre at the second branch office, with the inside wiring, two more sockets and a router of the operator", 149),
        ];
        InvoiceTaxRecord[] taxes =
        [
            new("VAT 23 %", 23, 10_000, 2_300), new("VAT reduced rate for islands", 5, 2_000, 100), new("Municipal tax on rights of way", 0.25m, 12_345.67m, 30.86m),
            new("Telecommunications levy for the universal service fund", 1.5m, 12_345.67m, 185.19m),
        ];
        var records = Enumerable.Range(0, 130).Select(i => new UsageRecord(
            Instant.FromUtc(2026, 11, 1, 23, 30) + Duration.FromHours(i), i % 9 == 0 ? "a.very.long.login@corporate.example" : "912345678", "voice", $"34600{i:000000}",
            i % 7 == 0 ? "Saint Vincent and the Grenadines, mobile" : "Spain, mobile", "second", 61, i % 2 == 0 ? 0.1m : 0.00012m)).ToArray();
        var named = sheet.Invoice with { AmountDue = 1_238_012_345.67m, PreviousOwed = 1_238_012_345.67m - 44.49m, Paid = 0, Customer = "Sociedade Portuguesa de Telecomunicações Empresariais e Serviços Integrados do Norte, Unipessoal, Limitada" };

        return InvoicePdf.Make(
            sheet with
            {
                Details = sheet.Details with { Invoice = named, Lines = lines, Taxes = taxes },
                Address = ["Avenida Professor Doutor Cavaco Silva, Parque das Tecnologias, Bloco 33, 4.º Direito", "2740-120 Porto Salvo", "Portugal"],
            },
            new([new("voice", "Saint Vincent and the Grenadines, mobile, satellite and premium services", "second", 40, 9_600, 8.11004m)], records, IsCut: true, "Europe/Lisbon"),
            Sender);
    }

    private static string TextOf(byte[] file)
    {
        using var pdf = PdfDocument.Open(file);
        Assert.True(file.Length < 100_000, $"{file.Length} bytes");

        return Squeezed(string.Concat(pdf.GetPages().Select(page => page.Text)));
    }

    private static string Squeezed(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal);

    internal static InvoiceSheet Sheet(string culture, decimal previous, decimal paid)
    {
        var total = 44.49m;
        var invoice = new InvoiceRecord(
            17, "INV-000017", "invoice", 5, "Анна Коваленко / Anna Kovalenko", new LocalDate(2026, 11, 1), new LocalDate(2026, 12, 1), new LocalDate(2026, 12, 1),
            new LocalDate(2026, 12, 15), "EUR", 36.17m, 8.32m, total, previous, paid, previous - paid + total, 0, null, null, null, "Europe/Lisbon");

        return new(
            new(
                invoice,
                [
                    Line("subscriptions", "Mobile 20 GB, monthly fee", 18.90m) with { FromOn = new LocalDate(2026, 11, 1), ToOn = new LocalDate(2026, 12, 1) },
                    Line("usage", "voice", 9.31m) with { Count = 47, Units = 11_520, Unit = "second" },
                    Line("one-off", "Credit: outage on 20 November", -2m),
                ],
                [new("VAT 23 %", 23, 36.17m, 8.32m)],
                []),
            231,
            "C-100231",
            ["Rua do Ouro 118, 3.º Esq.", "1100-063 Lisboa", "Portugal"],
            culture,
            InvoiceState.Unpaid);
    }

    private static InvoiceLineRecord Line(string section, string text, decimal amount) => new(section, text, null, null, null, 1, 0, null, amount);
}
