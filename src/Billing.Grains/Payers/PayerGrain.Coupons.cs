using System.Collections.Immutable;
using Billing.Contracts.Payers;
using Billing.Core.Amounts;
using Billing.Core.Invoices;
using NodaTime;

namespace Billing.Grains.Payers;

// What is taken off invoices that are made from now on. What an invoice used is written with it, and counts as long as that is not void.
internal sealed partial class PayerGrain
{
    public async Task<PayerReply> GiveCouponAsync(CouponOrder order)
    {
        await CatchUpAsync();

        if (Problem(order) is { } problem)
        {
            return Refused(problem);
        }

        var now = Now();
        ImmutableArray<string> plans = order.Plans.IsDefault ? [] : [.. order.Plans.Distinct().Order(StringComparer.Ordinal)];
        var isOnce = order is { Invoices: null, Months: null, IsForEver: false };
        var coupon = new Coupon
        {
            CouponId = 0,
            Name = order.Name.Trim(),
            Percent = order.Percent ?? 0,
            Amount = order.Amount ?? 0,
            CarriesOn = isOnce && order.Amount is not null,
            Invoices = isOnce && order.Percent is not null ? 1 : order.Invoices,
            Until = Until(now),
            Plans = plans,
        };

        if (await store.CouponAsync(order.OperationId) is var (balanceId, known, givenAt))
        {
            return balanceId == Payer.BalanceId && known.Plans.SequenceEqual(plans)
                && known with { CouponId = 0, Plans = plans } == coupon with { Until = Until(givenAt) }
                ? PayerReply.Done with { Id = known.CouponId }
                : Refused(OtherOrder);
        }

        if (!plans.IsEmpty && await store.UnknownPlanAsync(plans, Payer.Currency) is { } unknown)
        {
            return Refused($"plans: expected names of plans in {Payer.Currency.Code}, there is no \"{unknown}\"");
        }

        var numbers = await CommitAsync(new(Known, Known, now)
        {
            NewCoupon = (coupon, order.OperationId, order.By),
            Audit = PayerLog.CouponGiven(Payer, coupon, order),
        });
        _books = Known with { Coupons = Known.Coupons.Add(coupon with { CouponId = numbers.CouponId }) };

        return PayerReply.Done with { Id = numbers.CouponId };

        // Its months are counted from the day on which it was given.
        LocalDate? Until(Instant from) => order.Months is { } months ? Payer.DayOf(from).PlusMonths(months) : null;
    }

    public async Task<PayerReply> EndCouponAsync(CouponEnd order)
    {
        await CatchUpAsync();
        var coupon = Known.Coupons.FirstOrDefault(one => one.CouponId == order.CouponId);

        if (coupon is null)
        {
            return await store.IsCouponEndedAsync(Payer.BalanceId, order.CouponId) is true
                ? PayerReply.Done with { Id = order.CouponId }
                : Refused("coupon: expected one of the customer's");
        }

        await CommitAsync(new(Known, Known with { Coupons = Known.Coupons.Remove(coupon) }, Now())
        {
            EndedCoupon = (order.CouponId, order.By),
            Audit = PayerLog.CouponEnded(Payer, coupon, order.By),
        });

        return PayerReply.Done with { Id = order.CouponId };
    }

    // Billed anew such a fee is charged whole, with the coupons of that invoice, if any: what it gave back stays what these ones had left of it.
    private async Task<bool> IsCreditedLessAsync(long invoiceId)
    {
        var fees = await store.CreditedSinceAsync(Payer.BalanceId, invoiceId, Now());
        var lines = fees.Count == 0 ? null : await LinesAsync(invoiceId, isByLine: true);

        return fees.Any(fee => lines!.Of(fee.Sequence) is { } line && lines.Lines[line - 1].Amount < lines.Printed[line - 1]
            && (fee.IsCredited || lines.PaidOf(1, line) == 0));
    }

    private string? Problem(CouponOrder order) =>
        order.OperationId.Length is 0 or > 100 ? "operation: expected 1 to 100 characters"
        : order.Name.Trim().Length is 0 or > 200 ? "name: expected 1 to 200 characters, as invoices name it"
        : order.Percent is null == order.Amount is null ? "percent: expected a percentage, or an amount"
        : order.Percent is { } percent && (percent is <= 0 or > 100 || percent.Round(5, Rounding.Down) != percent) ? "percent: expected more than 0 and no more than 100"
        : order.Amount is { } amount && (amount is <= 0 or > 1_000_000_000 || amount.Round(Payer.Currency.MinorUnitDigits, Rounding.Down) != amount)
            ? "amount: expected more than zero, to the currency's minor unit"
        : order.Invoices is < 1 or > 1200 ? "invoices: expected 1 to 1200"
        : order.Months is < 1 or > 1200 ? "months: expected 1 to 1200"
        : order.IsForEver && (order.Invoices is not null || order.Months is not null) ? "isForEver: expected no number of invoices or months with it"
        : !order.Plans.IsDefault && (order.Plans.Length > 20 || order.Plans.Any(string.IsNullOrWhiteSpace)) ? "plans: expected up to 20 names"
        : null;
}
