using Billing.Contracts;
using Billing.Contracts.Invoices;
using Billing.Contracts.Paging;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Core.Payments;
using Billing.Core.Subscriptions;
using Billing.Grains.Payers;
using Billing.Host.Output;
using Billing.Postgres.Records;
using NodaTime;
using NodaTime.Text;

namespace Billing.Host.Scenarios;

// What is printed.
internal sealed partial class ScenarioRun
{
    private const int Most = 100_000;

    private async Task<ScenarioReport> ReportAsync(List<object> steps, CancellationToken cancellation)
    {
        var audit = await services.GetRequiredService<Audit>().RunAsync(100, cancellation);

        return new(scenario.Id, Time(clock.Now), steps.Count(IsRefused), steps, await CustomersAsync(cancellation), audit.Differences);
    }

    private async Task<Dictionary<string, object>> CustomersAsync(CancellationToken cancellation)
    {
        var (query, shown) = (services.GetRequiredService<IInvoiceQuery>(), new Dictionary<string, object>());

        foreach (var (name, customer) in _customers)
        {
            var payer = (await query.PayerAsync(customer.BalanceId, cancellation))!;
            var today = clock.Now.InZone(customer.Terms.Zone).Date;
            var invoices = await query.PageAsync(new(customer.BalanceId), null, Most, cancellation);
            var details = new List<InvoiceDetails>();
            var shownInvoices = invoices.Select(one => InvoiceShown.Of(one, today)).ToList();

            foreach (var invoice in invoices.Reverse())
            {
                details.Add((await query.FindAsync(invoice.Number, cancellation))!);
            }

            var subscriptions = await query.SubscriptionsAsync(customer.BalanceId, clock.Now, cancellation);
            var charges = await query.ChargesAsync(customer.BalanceId, Most, cancellation);
            var lines = new ScenarioLines(charges, one => NameOf(one.SubscriptionId), one => QuantityOf(one, subscriptions));
            var taxes = new ScenarioTaxes([scenario.Classes[payer.Class].Invoices, .. scenario.Classes.Values.Select(one => one.Invoices)]);
            var settled = await services.GetRequiredService<IPayerStore>().SettledAsync(customer.BalanceId);
            var coupons = await query.CouponsAsync(customer.BalanceId, cancellation);
            var ledger = await services.GetRequiredService<IRecordQuery>().LedgerAsync(customer.BalanceId, Most, cancellation);
            shown.Add(name, new
            {
                payer.Class,
                payer.Currency,
                Balance = payer.Posted,
                payer.Unallocated,
                Owed = shownInvoices.Sum(one => one.Open),
                Overdue = shownInvoices.Where(one => one.State == "overdue").Sum(one => one.Open),
                OpenFrom = InvoiceShown.Day(payer.OpenFrom),
                IsSuspended = payer.SuspendedAccounts.Count > 0 && payer.DunningLevel != "terminate", // what has ended is not suspended
                Dunning = new
                {
                    Since = shownInvoices.Where(one => one.State == "overdue").Min(one => one.Due),
                    Level = payer.DunningLevel,
                    Actions = payer.DunningActions.Select(one => new { At = Time(one.DoneAt), one.Action, one.Amount }),
                },
                Subscriptions = subscriptions.Select(one => new
                {
                    Name = NameOf(one.SubscriptionId),
                    one.Plan,
                    one.Quantity,
                    one.State,
                    Starts = one.StartsAt is { } from ? Time(from) : null,
                    TrialEnd = InvoiceShown.Day(one.TrialEndsOn),
                    Anchor = InvoiceShown.Day(one.AnchorOn),
                    NextCharge = one.NextChargeAt is { } next ? Time(next) : null,
                    EndsAt = one.EndsAt is { } at ? Time(at) : null,
                    ToCome = one.Coming is { } coming ? string.Join(' ', ((string?[])[coming.What, coming.Plan, Time(coming.At)]).OfType<string>()) : null,
                    Unfunded = one.UnfundedAmount,
                }),
                Coupons = coupons.Select(Shown),
                Charges = charges.Select(one => new
                {
                    At = Time(one.DueAt),
                    Subscription = NameOf(one.SubscriptionId),
                    one.Kind,
                    one.Name,
                    Quantity = QuantityOf(one, subscriptions),
                    one.Amount,
                    WithoutDiscount = one.Full,
                    From = InvoiceShown.Day(one.FromOn),
                    To = InvoiceShown.Day(one.ToOn),
                }),
                Invoices = details.Select(one => Shown(one, today, lines, taxes)).ToList(),
                Payments = Payments(ledger, settled, details),
                Attempts = await AttemptsAsync(customer, cancellation),
                Ledger = ledger.Reverse().Select(one => new
                {
                    one.Sequence,
                    At = one.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
                    one.Reason,
                    one.Amount,
                    Balance = one.PostedAfter,
                }),
            });
        }

        return shown;
    }

    // Payments, and what else settles invoices: credit notes, opening funds, invoices below zero. Without their places in the ledger, which
    // are chance among the entries of one instant.
    private static List<object> Payments(IReadOnlyList<LedgerRecord> ledger, IReadOnlyList<Allocated> settled, List<InvoiceDetails> invoices)
    {
        var (entries, numbers) = (ledger.ToDictionary(one => one.Sequence), invoices.ToDictionary(one => one.Invoice.InvoiceId, one => one.Invoice));
        var of = settled.ToLookup(one => one.Sequence);
        var paid = ledger.Where(one => one is { Reason: "topup", Amount: > 0 }).Select(one => one.Sequence);

        return
        [
            .. paid.Concat(of.Select(one => one.Key)).Distinct().OrderBy(sequence => sequence < 0).ThenBy(long.Abs).Select(sequence =>
            {
                var entry = entries.GetValueOrDefault(sequence);

                return new
                {
                    At = entry?.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
                    entry?.Reason,
                    Credit = entry is null ? numbers[-sequence].Number : null,
                    Amount = entry?.Amount ?? -numbers[-sequence].Total,
                    Allocated = of[sequence].GroupBy(one => one.InvoiceId)
                        .Select(one => new { Invoice = numbers[one.Key].Number, Amount = one.Sum(part => part.Amount) }).ToList(),
                };
            }),
        ];
    }

    // What was asked for from cards, those that were declined too: those are in no ledger.
    private async Task<List<object>> AttemptsAsync(Customer customer, CancellationToken cancellation)
    {
        var (query, filter, attempts, next) = (services.GetRequiredService<IPaymentQuery>(), new PaymentFilter(customer.BalanceId, Kind: PaymentMethodKind.Card), new List<object>(), (string?)null);

        do
        {
            var page = await query.ListAsync(Scope.Everything, filter, new(Size: PageRequest<PaymentSort>.MostRows, Cursor: next), cancellation);
            attempts.AddRange(page.Rows.Select(one => new
            {
                At = Time(one.CreatedAt),
                one.Amount,
                one.Method,
                State = one.State is PaymentState.NeedsAction ? "needs-action" : one.State.ToString().ToLowerInvariant(),
                one.Decline,
            }));
            next = page.Next;
        }
        while (next is not null);

        return attempts;
    }

    private static int QuantityOf(ChargeRecord charge, IReadOnlyList<SubscriptionRecord> subscriptions) =>
        subscriptions.First(of => of.SubscriptionId == charge.SubscriptionId).Quantities.GetValueOrDefault(ChargeKey.StretchOf(charge.Part), 1);

    private static object Shown(InvoiceDetails details, LocalDate today, ScenarioLines lines, ScenarioTaxes taxes)
    {
        var invoice = InvoiceShown.Of(details.Invoice, today);
        var ofLines = taxes.Of(details);

        return new
        {
            invoice.Number,
            invoice.Kind,
            invoice.From,
            invoice.To,
            invoice.Issued,
            invoice.Due,
            invoice.State,
            invoice.Net,
            invoice.Tax,
            invoice.Total,
            invoice.Previous,
            invoice.PaidBefore,
            invoice.CreditedBefore,
            invoice.AmountDue,
            invoice.Settled,
            invoice.Open,
            invoice.Void,
            invoice.Replaces,
            invoice.Corrects,
            Lines = details.Lines.Select((line, i) => lines.Of(line, ofLines?[i])).ToList(),
            details.Taxes,
            Settlements = details.Settlements.Select(one => new { At = Time(one.MadeAt), one.By, one.Amount }),
        };
    }

    private string NameOf(long subscriptionId) => _subscriptions.First(one => one.Value.Id == subscriptionId).Key;

    private static string Time(Instant at) => InstantPattern.General.Format(at);
}
