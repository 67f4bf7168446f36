using System.Globalization;
using Billing.Contracts.Balances;
using Billing.Contracts.Payers;
using Billing.Contracts.Payments;
using Billing.Contracts.Vouchers;
using Billing.Host.Price;

namespace Billing.Host.Scenarios;

// Cards, what is paid from them without asking, vouchers, and usage that is given back.
internal sealed partial class ScenarioRun
{
    private Task<PayerReply> WalletAsync(string verb, CaseReader json) => verb switch
    {
        "card" => SaveCardAsync(json),
        "auto-pay" => AutoPayAsync(json),
        "vouchers" => GenerateAsync(json),
        "set-vouchers" => SetVouchersAsync(json),
        "redeem" => RedeemAsync(json),
        _ => RevokeAsync(json),
    };

    private async Task<PayerReply> SaveCardAsync(CaseReader json)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        var expiry = (json.Text("expires") ?? "2099-12").Split('-');
        var (year, month) = expiry is [var first, var second] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var years)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var months)
                ? (years, months)
                : throw json.Error("expires", "expected a month such as 2029-09");
        var order = new SaveMethodOrder(Operation(), new(json.TextOrNumber("number") ?? "4242424242424242", month, year, "123"), null, By);

        return Told(await TryAsync(() => Wallet(customer).SaveAsync(order)));
    }

    private async Task<PayerReply> AutoPayAsync(CaseReader json)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        InvoiceMoment? invoices = json.Text("invoices") switch
        {
            null => null,
            "issued" => InvoiceMoment.WhenIssued,
            "due" => InvoiceMoment.WhenDue,
            _ => throw json.Error("invoices", "expected issued or due"),
        };
        var topUp = json.Find("topUp") is { } found ? TopUp(new(found, json.At("topUp"))) : null;
        var card = (await TryAsync(Wallet(customer).GetAsync)).Methods.LastOrDefault(method => !method.IsFrozen)?.MethodId ?? 0;
        var reply = Told(await TryAsync(() => Wallet(customer).SetAutomaticAsync(invoices is null && topUp is null ? null : new(card, invoices, topUp), By)));
        await LookAtWalletAsync(customer);

        return reply;
    }

    private static AutoTopUp TopUp(CaseReader json)
    {
        var terms = new AutoTopUp(
            json.Decimal("below") ?? throw json.Error("below", "expected an amount"), json.Decimal("amount") ?? throw json.Error("amount", "expected an amount"),
            json.Count("mostADay") ?? 1);
        json.Finish();

        return terms;
    }

    private async Task<PayerReply> GenerateAsync(CaseReader json)
    {
        var name = json.Text("as") ?? throw json.Error("as", "expected a name by which later steps call them");
        var order = new VoucherBatchOrder(
            Operation(), json.Decimal("amount") ?? throw json.Error("amount", "expected what each is worth"), json.Text("currency") ?? scenario.Currency,
            json.Count("count") ?? 1, json.Instant("expires", scenario.Zone), json.Flag("active", true), null, By);
        var stock = _grains.GetGrain<IVoucherStockGrain>(0);
        var made = await TryAsync(() => stock.GenerateAsync(order));

        // Codes are told once. Those that a process took to its grave are nobody's, and others are made.
        if (made.Reply.IsDone && made.Vouchers.IsEmpty)
        {
            made = await TryAsync(() => stock.GenerateAsync(order with { OperationId = $"{order.OperationId}/{Guid.NewGuid():N}" }));
        }

        if (!made.Reply.IsDone)
        {
            return new(made.Reply.ToString());
        }

        Make(new(ScenarioBook.Named.Vouchers, name, [.. made.Vouchers.Select(one => FormattableString.Invariant($"{one.Serial} {one.Code}"))]));

        return PayerReply.Done;
    }

    private async Task<PayerReply> SetVouchersAsync(CaseReader json)
    {
        var vouchers = VouchersOf(json);
        var (first, last) = (json.Whole("first") ?? 1, json.Whole("last") ?? vouchers.Length);

        if (first < 1 || last < first || last > vouchers.Length)
        {
            throw json.Error("first", $"expected 1 to {vouchers.Length}, and a last one that is not before it");
        }

        var order = new VoucherRangeOrder(Serial(first), Serial(last), json.Flag("active", true), null, By);
        var reply = await TryAsync(() => _grains.GetGrain<IVoucherStockGrain>(0).SetRangeAsync(order));

        return reply.IsDone ? PayerReply.Done : new(reply.ToString());

        long Serial(long number) => long.Parse(vouchers[number - 1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task<PayerReply> RedeemAsync(CaseReader json)
    {
        var customer = CustomerOf(json, json.Text("customer"));
        var code = json.Text("code");

        if (code is null)
        {
            var vouchers = VouchersOf(json);
            code = json.Whole("number") is var number && (number ?? 1) is >= 1 and var place && place <= vouchers.Length
                ? vouchers[place - 1].Split(' ')[1]
                : throw json.Error("number", $"expected 1 to {vouchers.Length}");
        }

        var reply = await TryAsync(() => _grains.GetGrain<IVoucherGrain>(customer.BalanceId).RedeemAsync(code, By));

        return reply.Result is VoucherResult.Redeemed ? await WokenAsync(customer) : new($"voucher: {reply.Result}");
    }

    private async Task<PayerReply> RevokeAsync(CaseReader json)
    {
        var name = json.Text("use") ?? "";

        if (!_uses.TryGetValue(name, out var use))
        {
            throw Unknown(json, "use", name, _uses.Keys);
        }

        var customer = _customers[use.Customer];
        var order = new RefundOrder(Operation(), use.OperationId, json.Decimal("amount"));
        var reply = await TryAsync(() => _grains.GetGrain<IBalanceGrain>(customer.BalanceId).RefundAsync(order).AsTask());

        return reply.Result is OperationResult.Done ? await WokenAsync(customer) : new($"use: {reply.Result}");
    }

    private Task<PayerReply> WokenAsync(Customer customer) => WithAsync(customer, async payer =>
    {
        await payer.WakeAsync();

        return PayerReply.Done;
    });

    // What the step before made due to be paid.
    private async Task WorkAsync()
    {
        foreach (var customer in _customers.Values)
        {
            await WorkAsync(customer);
        }
    }

    private async Task WorkAsync(Customer customer)
    {
        if (customer.WalletAt is not null && await TryAsync(Wallet(customer).WorkAsync) > 0)
        {
            await WokenAsync(customer);
        }

        if (customer.WalletAt is not null)
        {
            await LookAtWalletAsync(customer);
        }
    }

    // On each of its days an invoice may be due, and what was declined is tried again at its own time.
    private async Task LookAtWalletAsync(Customer customer)
    {
        if (scenario.Steps.All(step => step.Verb != "auto-pay"))
        {
            return;
        }

        var view = await TryAsync(Wallet(customer).GetAsync);
        var zone = customer.Terms.Zone;
        var midnight = zone.AtStartOfDay(clock.Now.InZone(zone).Date.PlusDays(1)).ToInstant();
        customer.WalletAt = view.Automatic is null
            ? null
            : view.Occasions.Where(one => one.State is AutoPaymentState.Open && one.NextAt > clock.Now).Select(one => one.NextAt).Append(midnight).Min();
    }

    private void Make(ScenarioBook.Named made)
    {
        Name(made);
        _made = made;
    }

    private void Name(ScenarioBook.Named made)
    {
        switch (made.Kind)
        {
            case ScenarioBook.Named.Subscription:
                _subscriptions[made.Name] = (made.Values[0], long.Parse(made.Values[1], CultureInfo.InvariantCulture));
                break;

            case ScenarioBook.Named.Coupon:
                _coupons[made.Name] = (made.Values[0], long.Parse(made.Values[1], CultureInfo.InvariantCulture));
                break;

            case ScenarioBook.Named.Vouchers:
                _vouchers[made.Name] = made.Values;
                break;

            default:
                _uses[made.Name] = (made.Values[0], made.Values[1]);
                break;
        }
    }

    private string[] VouchersOf(CaseReader json) => json.Text("vouchers") is var name && _vouchers.TryGetValue(name ?? "", out var vouchers)
        ? vouchers
        : throw Unknown(json, "vouchers", name ?? "", _vouchers.Keys);

    private IWalletGrain Wallet(Customer customer) => _grains.GetGrain<IWalletGrain>(customer.BalanceId);

    private static PayerReply Told(WalletReply reply) => reply.Result is PaymentResult.Done
        ? PayerReply.Done
        : new(reply.Decline ?? (reply.Problems.IsDefaultOrEmpty ? $"{reply.Result}" : $"{reply.Problems[0].Field}: expected {reply.Problems[0].Expected}"));
}
