using System.Security.Cryptography;
using Billing.Contracts;
using Billing.Contracts.Changes;
using Billing.Contracts.Vouchers;
using Billing.Core.Amounts;
using Billing.Core.Vouchers;
using Billing.Grains.Changes;

namespace Billing.Grains.Vouchers;

internal sealed class VoucherStockGrain(IVoucherStore store, TimeProvider clock) : Grain, IVoucherStockGrain
{
    private const int MostAtOnce = 100_000;

    public async Task<VoucherBatchReply> GenerateAsync(VoucherBatchOrder order)
    {
        if (Check(order).Refusal is { } refusal)
        {
            return new(refusal, []);
        }

        var codes = new string[order.Count];
        var hashes = new byte[order.Count][];

        for (var i = 0; i < order.Count; i++)
        {
            codes[i] = VoucherSecret.From(RandomNumberGenerator.GetBytes(VoucherSecret.Length));
            _ = VoucherSecret.TryHash(codes[i], out var hash);
            hashes[i] = hash!;
        }

        var (reply, serials) = await store.GenerateAsync(order, hashes);

        return new(reply, [.. serials.Select((serial, i) => new VoucherCode(serial, codes[i]))]);
    }

    public async Task<ChangeReply> SetRangeAsync(VoucherRangeOrder order) => new Problems()
        .Expect(order.From > 0, nameof(order.From), "a serial number")
        .Expect(order.To >= order.From, nameof(order.To), "a serial number that is not before the first")
        .Optional(order.Reason, nameof(order.Reason), 500)
        .Text(order.By, nameof(order.By), 256)
        .Refusal ?? await store.SetRangeAsync(order);

    private Problems Check(VoucherBatchOrder order) => new Problems()
        .Expect(Currency.TryParse(order.Currency, out var currency), nameof(order.Currency), "three capital letters of ISO 4217, such as USD")
        .Expect(
            order.Amount is > 0 and <= 1_000_000 && order.Amount.Round(currency.MinorUnitDigits, Rounding.Down) == order.Amount,
            nameof(order.Amount),
            "an amount above zero and up to 1000000, to the currency's minor unit")
        .Expect(order.Count is > 0 and <= MostAtOnce, nameof(order.Count), $"1 to {MostAtOnce}")
        .Expect(
            order.ExpiresAt is null || order.ExpiresAt > clock.Now(), nameof(order.ExpiresAt), "an instant to come")
        .Optional(order.Note, nameof(order.Note), 500);
}
