using System.Collections.Immutable;
using System.Globalization;
using Billing.Contracts.Accounts;
using Billing.Contracts.Balances;
using Billing.Contracts.Invoices;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Records;
using Billing.Host.Price;

namespace Billing.Host.Scenarios;

// Steps of money and of invoices.
internal sealed partial class ScenarioRun
{
    private async Task<PayerReply> MoneyAsync(string verb, CaseReader json, CancellationToken cancellation)
    {
        var customer = CustomerOf(json, json.Text("customer"));

        if (verb == "use")
        {
            var order = new EventOrder(
                Operation(), json.Text("service") ?? throw json.Error("service", "expected a service"), "1",
                json.Whole("units") ?? throw json.Error("units", "expected base units"));
            var name = json.Text("as");
            var used = await TryAsync(() => _grains.GetGrain<IAccountGrain>(customer.AccountId).ChargeAsync(order).AsTask());

            if (name is not null && used.Result is OperationResult.Done)
            {
                Make(new(ScenarioBook.Named.Use, name, [customer.Terms.Name, order.OperationId]));
            }

            return used.Result is OperationResult.Done ? PayerReply.Done : new(used.Result.ToString());
        }

        var split = verb == "pay" ? Split(json) : null;
        var amount = json.Decimal("amount") ?? split?.Sum() ?? throw json.Error("amount", "expected an amount");
        var text = json.Text("text");
        var taxCode = verb is "charge" or "credit" ? json.Text("taxCode") : null;
        var operation = Operation();

        if (verb == "charge")
        {
            return await WithAsync(customer, payer => payer.ChargeOnceAsync(new(operation, amount, text ?? "Charge", taxCode)));
        }

        if (amount <= 0)
        {
            throw json.Error("amount", "expected more than zero");
        }

        if (taxCode is not null)
        {
            return await WithAsync(customer, payer => payer.ChargeOnceAsync(new(operation, -amount, text ?? "Correction", taxCode)));
        }

        var (kind, sign) = verb switch
        {
            "pay" => (CreditKind.TopUp, 1),
            "refund" => (CreditKind.PaymentBack, -1),
            _ => (CreditKind.Adjustment, 1),
        };
        var taxes = verb == "credit" ? [] : await _grains.GetGrain<IWalletGrain>(customer.BalanceId).QuoteAsync(amount);
        amount -= taxes.Sum(tax => tax.Amount); // where they are due at payment

        if (verb == "refund" && await CameInAsync(customer, operation, cancellation) is { } left && amount > left)
        {
            return new(FormattableString.Invariant($"amount: expected no more than {left:0.#####}, which came in and was not given back"));
        }

        ImmutableArray<AllocationPart> parts = split is null ? [] : await PartsAsync(json, split, customer, operation, amount, cancellation);
        var to = parts.IsEmpty ? null : new AllocationOrder($"{operation}/to", 0, parts, By);
        var paid = await TryAsync(() => _grains.GetGrain<IBalanceGrain>(customer.BalanceId)
            .CreditAsync(new(operation, kind, sign * amount, text, null) { To = to }).AsTask());

        return paid.Result is not OperationResult.Done
            ? new(paid.Problem ?? (paid.Result is OperationResult.WrongAmount ? "amount: expected no more than 5 decimals, and a million million" : $"amount: {paid.Result}"))
            : await WithAsync(customer, async payer =>
            {
                if (to is not null)
                {
                    await payer.AllocateAsync(to with { Sequence = paid.Sequence!.Value }); // or has another call done it?
                }

                await payer.WakeAsync();

                return await PutAsync(payer, customer, operation, paid.Sequence!.Value, parts);
            });
    }

    // What came in, less what went; null: it is being given back again, and was then.
    private async Task<decimal?> CameInAsync(Customer customer, string operation, CancellationToken cancellation)
    {
        var ledger = await services.GetRequiredService<IRecordQuery>().LedgerAsync(customer.BalanceId, Most, cancellation);

        return ledger.Any(one => one.OperationId == operation)
            ? null
            : decimal.Max(0, ledger.Where(one => one.Reason is "topup" or "paymentback" || (one is { Reason: "opening", Amount: > 0 })).Sum(one => one.Amount));
    }

    private async Task<PayerReply> CorrectAsync(string verb, CaseReader json, CancellationToken cancellation)
    {
        var query = services.GetRequiredService<IInvoiceQuery>();
        var number = json.TextOrNumber("invoice") ?? "last";
        var place = number == "last" || number.All(char.IsAsciiDigit) ? number : null;
        var customer = place is null ? null : CustomerOf(json, json.Text("customer"));
        var theirs = customer is null ? [] : await query.PageAsync(new(customer.BalanceId), null, Most, cancellation);
        var invoice = place is not null
            ? InvoiceAt(json, "invoice", place, [.. theirs.Where(one => one.Kind == "invoice")])
            : (await query.FindAsync(number, cancellation))?.Invoice ?? throw json.Error("invoice", $"expected the number of an invoice, not \"{number}\"");

        customer ??= _customers[invoice.Customer];
        var reason = json.Text("reason") ?? "correction";

        if (verb == "void")
        {
            var isReplaced = json.Flag("replace", true);

            // It may be done: the newest one is another one then.
            if (_step == _doubtful && theirs.FirstOrDefault(one => one.VoidedAt == clock.Now) is { } voided)
            {
                return PayerReply.Done with { Id = voided.InvoiceId };
            }

            return await WithAsync(customer, payer => payer.VoidAsync(new(invoice.InvoiceId, reason, isReplaced, By)));
        }

        var amount = json.Decimal("amount") ?? invoice.Total;

        var (operation, line) = (Operation(), json.Count("line"));

        return await WithAsync(customer, payer => payer.CreditNoteAsync(new(operation, invoice.InvoiceId, amount, reason, By, line)));
    }

    // By its place among them, or by its number.
    private static InvoiceRecord InvoiceAt(CaseReader json, string field, string place, InvoiceRecord[] newestFirst) =>
        (place == "last" ? newestFirst.FirstOrDefault(one => one.VoidReason is null)
            : place.All(char.IsAsciiDigit) ? (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? newestFirst.Reverse().ElementAtOrDefault(number - 1) : null)
            : newestFirst.FirstOrDefault(one => one.Number == place))
        ?? throw json.Error(field, $"expected a number such as INV-000001, or which of the customer's {newestFirst.Length} it is");

    private async Task<PayerReply> CloseNowAsync(Customer customer, CancellationToken cancellation)
    {
        var reply = await WithAsync(customer, payer => payer.CloseNowAsync());

        if (reply.IsDone || _step != _doubtful)
        {
            return reply;
        }

        // It may be refused for it is done: then there is an invoice of today with today in it, which no period's end makes.
        var today = clock.Now.InZone(customer.Terms.Zone).Date;
        var invoices = await services.GetRequiredService<IInvoiceQuery>().PageAsync(new(customer.BalanceId), null, 1, cancellation);

        return invoices is [{ } newest] && newest.IssuedOn == today && newest.PeriodTo > today ? PayerReply.Done with { Id = newest.InvoiceId } : reply;
    }
}
