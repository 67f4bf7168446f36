using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Vouchers;
using Billing.Grains.Changes;

namespace Billing.Grains.Vouchers;

internal sealed class VoucherStockGrain(IVoucherStore store, TimeProvider clock) : Grain, IVoucherStockGrain
{
    public async Task<VoucherBatchReply> GenerateAsync(VoucherBatchOrder order)
    {
        if (VoucherRules.Check(order, clock.Now()).Refusal is { } refusal)
        {
            return new(refusal, []);
        }

        var (codes, hashes) = VoucherRules.Draw(order.Count);
        var (reply, serials) = await store.GenerateAsync(order, hashes);

        return new(reply, [.. serials.Select((serial, i) => new VoucherCode(serial, codes[i]))]);
    }

    public async Task<ChangeReply> SetRangeAsync(VoucherRangeOrder order) => new Problems()
        .Expect(order.From > 0, nameof(order.From), "a serial number")
        .Expect(order.To >= order.From, nameof(order.To), "a serial number that is not before the first")
        .Optional(order.Reason, nameof(order.Reason), 500)
        .Text(order.By, nameof(order.By), 256)
        .Refusal ?? await store.SetRangeAsync(order);

    // What is to be worth nothing at once is blocked: that is taken back, a day that has passed is not.
    public async Task<ChangeReply> SetExpiryAsync(VoucherExpiryOrder order) => new Problems()
        .Expect(order.From > 0, nameof(order.From), "a serial number")
        .Expect(order.To >= order.From, nameof(order.To), "a serial number that is not before the first")
        .Expect(order.ExpiresAt is null || order.ExpiresAt > clock.Now(), nameof(order.ExpiresAt), "an instant to come")
        .Text(order.Reason, nameof(order.Reason), 500)
        .Text(order.By, nameof(order.By), 256)
        .Refusal ?? await store.SetExpiryAsync(order);
}
