using System.CommandLine;
using System.Globalization;
using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Host.Composition;
using Billing.Host.Output;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Verbs;

/// <summary><c>invoice</c>: looks at invoices as they are stored; corrections are made by the running cluster.</summary>
internal static partial class InvoiceVerb
{
    private static readonly string[] Columns = ["number", "kind", "customer", "issued", "due", "state", ">total", ">amount due", ">open", "currency"];

    private static readonly Argument<string> Number = new("number") { Description = "Such as INV-000001." };
    private static readonly Option<string> Reason = Typed.TextOption("--reason", "Why, for the customer.", 500, isRequired: true);

    public static Command Create() => new("invoice", "List, show and correct invoices.") { List(), Details(), Pdf(), Now(), Void(), CreditNote() };

    private static Command List()
    {
        var account = new Option<string?>("--account") { Description = "Only of the balance that pays for this account." };
        var open = new Option<bool>("--open") { Description = "Only those that are not settled." };
        var limit = Reading.LimitOption();
        var json = Reading.JsonOption();
        var list = new Command("list", "List invoices and credit notes, newest first.") { account, open, limit, json };
        list.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var balanceId = parsed.GetValue(account) is { } alias ? (await services.AccountAsync(alias, cancellation)).BalanceId : (long?)null;
                var invoices = await services.GetRequiredService<IInvoiceQuery>()
                    .PageAsync(new(balanceId, parsed.GetValue(open)), null, parsed.GetValue(limit), cancellation);
                var shown = invoices.Select(one => InvoiceShown.Of(one, Today(services, one))).ToList();

                Show.Rows(
                    parsed.GetValue(json), shown, "no invoice", Columns,
                    i => [i.Number, i.Kind, i.Customer, i.Issued, i.Due, i.State, Show.Amount(i.Total, i.Currency), Show.Amount(i.AmountDue, i.Currency), Show.Amount(i.Open, i.Currency), i.Currency]);
            },
            cancellation));

        return list;
    }

    private static Command Details()
    {
        var json = Reading.JsonOption();
        var show = new Command("show", "Show an invoice with its lines, taxes and what settled it.") { Number, json };
        show.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var found = await FindAsync(services, parsed.GetRequiredValue(Number), cancellation);
                var shown = InvoiceShown.Of(found.Invoice, Today(services, found.Invoice));

                if (parsed.GetValue(json))
                {
                    Show.Json(new
                    {
                        Invoice = shown,
                        Lines = found.Lines.Select(InvoiceLineShown.Of),
                        found.Taxes,
                        Settlements = found.Settlements.Select(one => new { At = InstantPattern.General.Format(one.MadeAt), one.By, one.Amount }),
                    });

                    return;
                }

                Console.WriteLine($"{shown.Number} for {shown.Customer}, {shown.From} to {shown.To}, due {shown.Due}: {shown.State}");

                if (shown.Void is { } why)
                {
                    Console.WriteLine($"void, by {shown.VoidedBy ?? "the program"}: {why}");
                }
                else if (shown.By is { } by)
                {
                    Console.WriteLine($"issued by {by}");
                }

                Show.Table(
                    found.Lines,
                    "no line",
                    ["section", "text", "from", "to", ">units", ">amount"],
                    line => [line.Section, InvoiceLineText.Of(line, CultureInfo.InvariantCulture), InvoiceShown.Day(line.FromOn), InvoiceShown.Day(line.ToOn), line.Units == 0 ? "" : $"{line.Units} {line.Unit}", Show.Amount(line.Amount, shown.Currency)]);

                foreach (var tax in found.Taxes)
                {
                    Console.WriteLine($"{tax.Name} {Show.Amount(tax.Percent)} % on {Show.Amount(tax.Net, shown.Currency)}: {Show.Amount(tax.Amount, shown.Currency)}");
                }

                // What is said of money comes to what is due, on paper as here.
                var left = shown.PaidBefore + shown.CreditedBefore - shown.Previous - shown.Total;
                Console.WriteLine(
                    $"total {Show.Amount(shown.Total, shown.Currency)} {shown.Currency}, previously owed {Show.Amount(shown.Previous, shown.Currency)}, "
                    + $"paid {Show.Amount(shown.PaidBefore, shown.Currency)}, "
                    + (shown.CreditedBefore == 0 ? "" : $"by credit notes {Show.Amount(shown.CreditedBefore, shown.Currency)}, ")
                    + (left > 0 && shown.AmountDue == 0 ? $"left for the next invoice {Show.Amount(left, shown.Currency)}, " : "")
                    + $"amount due {Show.Amount(shown.AmountDue, shown.Currency)}");
            },
            cancellation));

        return show;
    }

    private static Command Now()
    {
        var account = new Argument<string>("account") { Description = "Of the balance that pays for this account." };
        var preview = new Option<bool>("--preview") { Description = "Show what it would be, issue nothing." };
        var command = new Command("now", "Issue an invoice before the period's end: its charges so far. The next period begins tomorrow.") { account, preview };
        command.SetAction((parsed, cancellation) => Reading.WithAsync(
            async services =>
            {
                var balanceId = (await services.AccountAsync(parsed.GetRequiredValue(account), cancellation)).BalanceId;
                await using var cluster = await services.ClusterAsync(cancellation);
                var payer = cluster.Grains.GetGrain<IPayerGrain>(balanceId);

                if (parsed.GetValue(preview))
                {
                    var draft = await payer.DraftNowAsync() ?? throw new UserException("balance: expected one that is billed");
                    Console.WriteLine(
                        $"{draft.Lines} lines from {draft.FromDay} on: net {Show.Amount(draft.Net, draft.Currency)}, taxes {Show.Amount(draft.Tax, draft.Currency)}, "
                        + $"total {Show.Amount(draft.Total, draft.Currency)} {draft.Currency}, amount due {Show.Amount(draft.AmountDue, draft.Currency)}");

                    return;
                }

                if ((await payer.CloseNowAsync(Reading.Who)).Problem is { } problem)
                {
                    throw new UserException(problem);
                }

                var made = await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(balanceId), null, 1, cancellation);
                Console.WriteLine($"issued {made[0].Number}");
            },
            cancellation));

        return command;
    }

    private static Command Void()
    {
        var replace = new Option<bool>("--replace") { Description = "Issue another one in its place, on today's terms; else its charges are on the next one." };
        var command = new Command("void", "Take the payer's newest invoice back. One that later ones count on is corrected by a credit note, or taken back after them.") { Number, Reason, replace };
        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Number),
            (payer, invoiceId) => payer.VoidAsync(new(invoiceId, parsed.GetRequiredValue(Reason), parsed.GetValue(replace), Reading.Who)),
            cancellation));

        return command;
    }

    private static Command CreditNote()
    {
        var line = new Option<int?>("--line") { Description = "Of this line of the invoice, from 1, as show lists them; else of the invoice as a whole." };
        var command = new Command("credit-note", "Credit money for an invoice, which stays as it is.") { Number, MoneyVerb.Amount, Reason, line, MoneyVerb.OperationId };
        command.SetAction((parsed, cancellation) => OrderAsync(
            parsed.GetRequiredValue(Number),
            (payer, invoiceId) => payer.CreditNoteAsync(new(
                parsed.GetValue(MoneyVerb.OperationId) ?? Guid.NewGuid().ToString("N"), invoiceId, parsed.GetValue(MoneyVerb.Amount), parsed.GetRequiredValue(Reason),
                Reading.Who, parsed.GetValue(line))),
            cancellation));

        return command;
    }

    private static Task<int> OrderAsync(string number, Func<IPayerGrain, long, Task<PayerReply>> order, CancellationToken cancellation) => Reading.WithAsync(
        async services =>
        {
            var invoice = (await FindAsync(services, number, cancellation)).Invoice;
            await using var cluster = await services.ClusterAsync(cancellation);
            var reply = await order(cluster.Grains.GetGrain<IPayerGrain>(invoice.BalanceId), invoice.InvoiceId);

            if (reply.Problem is { } problem)
            {
                throw new UserException(problem);
            }

            Console.WriteLine("done");
        },
        cancellation);

    private static async Task<InvoiceDetails> FindAsync(IServiceProvider services, string number, CancellationToken cancellation) =>
        await services.GetRequiredService<IInvoiceQuery>().FindAsync(number, cancellation) ?? throw new UserException($"no invoice has the number \"{number}\"");

    private static LocalDate Today(IServiceProvider services, InvoiceRecord invoice) =>
        services.GetRequiredService<TimeProvider>().Now().InZone(DateTimeZoneProviders.Tzdb[invoice.ZoneId]).Date;
}
